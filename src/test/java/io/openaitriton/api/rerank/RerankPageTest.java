package io.openaitriton.api.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.junit.FieldTable;
import io.openaitriton.junit.JsonFields;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The table of docs/rerank.md has every field of both requests, and the refused ones are refused. */
class RerankPageTest {
    private final FieldTable table = FieldTable.of("docs/rerank.md", "## Requests", "## Answers");

    @Test
    void theRefusedFieldsAreThoseOfTheTable() {
        assertThat(table.refused()).isEqualTo(new TreeSet<>(PairValidator.REFUSED));
    }

    @Test
    void everyFieldThatIsReadHasARow() {
        Set<String> read = JsonFields.of(RerankRequest.class, ScoreRequest.class);
        read.remove("others");
        assertThat(table.read()).isEqualTo(read);
    }
}

package io.openaitriton.api.embeddings;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.junit.FieldTable;
import io.openaitriton.junit.JsonFields;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The table of docs/embeddings.md has every field of a request, and the refused ones are refused. */
class EmbeddingsPageTest {
    private final FieldTable table = FieldTable.of("docs/embeddings.md", "## Request", "## Models");

    @Test
    void theRefusedFieldsAreThoseOfTheTable() {
        assertThat(table.refused()).isEqualTo(new TreeSet<>(EmbeddingsValidator.REFUSED));
    }

    @Test
    void everyFieldThatIsReadHasARow() {
        Set<String> read = JsonFields.of(EmbeddingsRequest.class);
        read.remove("others");
        assertThat(table.read()).isEqualTo(read);
    }
}

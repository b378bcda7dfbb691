package io.openaitriton.api.batches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.openaitriton.generation.ApiException;
import io.openaitriton.junit.JsonFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of docs/batches.md has every field of a batch request, and the refused ones are refused. */
class BatchesPageTest {
    /** Fields of the form that uploads a file. */
    private static final Set<String> OF_FILES = Set.of("purpose", "expires_after");

    private static List<String> rows() throws IOException {
        String page = Files.readString(Path.of("docs/batches.md"));
        String table = page.substring(page.indexOf("| field | |"));
        return table.substring(0, table.indexOf("\n\n"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .toList();
    }

    private static String field(String row) {
        return row.substring(3, row.indexOf('`', 3));
    }

    @Test
    void everyFieldThatIsReadHasARow() throws IOException {
        Set<String> read = JsonFields.of(BatchRequest.class);
        read.addAll(OF_FILES);
        Set<String> told = rows().stream().map(BatchesPageTest::field).collect(Collectors.toCollection(TreeSet::new));
        assertThat(told).isEqualTo(read);
    }

    @Test
    void whatIsRefusedIsNamed() throws IOException {
        assertThat(rows().stream().filter(row -> row.contains("| 400: ")).map(BatchesPageTest::field))
                .containsExactly("expires_after", "output_expires_after");
        BatchRequest request = new BatchRequest(
                "file-1",
                "/v1/chat/completions",
                BatchRequest.WINDOW,
                null,
                JsonNodeFactory.instance.objectNode().put("seconds", 3600));
        assertThatThrownBy(request::check)
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.param()).isEqualTo("output_expires_after"));
    }
}

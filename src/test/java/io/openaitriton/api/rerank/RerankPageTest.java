package io.openaitriton.api.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of docs/rerank.md has every field of both requests, and the refused ones are refused. */
class RerankPageTest {
    private static final Pattern FIELD = Pattern.compile("`([a-z_0-9]+)`");

    private static List<String> rows() throws IOException {
        String page = Files.readString(Path.of("docs/rerank.md"));
        String section = page.substring(page.indexOf("## Requests"), page.indexOf("## Answers"));
        return section.lines().filter(line -> line.startsWith("| `")).toList();
    }

    private static Set<String> fields(String row) {
        return FIELD.matcher(row.substring(0, row.indexOf('|', 1)))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theRefusedFieldsAreThoseOfTheTable() throws IOException {
        String row = rows().stream()
                .filter(line -> line.contains("| refused: "))
                .findFirst()
                .orElseThrow();
        assertThat(fields(row)).isEqualTo(new TreeSet<>(PairValidator.REFUSED));
    }

    @Test
    void everyFieldThatIsReadHasARow() throws IOException {
        Set<String> told = rows().stream()
                .filter(line -> !line.contains("| refused: "))
                .flatMap(row -> fields(row).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> read = Stream.of(RerankRequest.class, ScoreRequest.class)
                .flatMap(request -> Arrays.stream(request.getRecordComponents()))
                .filter(field -> !field.getName().equals("others"))
                .map(field -> field.getAccessor().isAnnotationPresent(JsonProperty.class)
                        ? field.getAccessor().getAnnotation(JsonProperty.class).value()
                        : field.getName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(told).isEqualTo(read);
    }
}

package io.openaitriton.api.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.junit.JsonFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables of docs/responses.md say what the code does. */
class ResponsesPageTest {
    private static final Pattern WORD = Pattern.compile("`([a-z_]+)[^`]*`");

    @Test
    void everyFieldOfARequestIsInTheTable() throws IOException {
        List<String> named = words(table("## Fields"));
        assertThat(JsonFields.of(ResponsesRequest.class)).isSubsetOf(named);
    }

    @Test
    void theToolsThatAreNotOfferedAreThoseOfTheTable() throws IOException {
        List<String> rows = table("## Tools").lines().toList();
        String hosted = rows.stream()
                .filter(row -> row.contains("`web_search`"))
                .findFirst()
                .orElseThrow();
        assertThat(words(hosted.substring(0, hosted.indexOf("| not offered"))))
                .hasSize(12)
                .allMatch(ToolTable::isHosted);
        for (String offered : List.of("function", "namespace", "custom")) {
            assertThat(rows).anyMatch(row -> row.startsWith("| `" + offered + "` |"));
            assertThat(ToolTable.isHosted(offered)).isFalse();
        }
    }

    private static String table(String heading) throws IOException {
        String page = Files.readString(Path.of("docs/responses.md"));
        int from = page.indexOf(heading + "\n");
        int to = page.indexOf("\n## ", from + 1);
        assertThat(from).isPositive();
        return page.substring(from, to);
    }

    private static List<String> words(String text) {
        return WORD.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}

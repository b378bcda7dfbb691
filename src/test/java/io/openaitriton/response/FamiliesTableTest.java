package io.openaitriton.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables of families in the documentation have those that there are. */
class FamiliesTableTest {
    private static final Pattern NAME = Pattern.compile("`([a-z0-9_]+)`");

    @Test
    void theTableOfToolFormatsHasEachFamily() throws IOException {
        assertThat(names("docs/tools.md", "| `toolFormat` |"))
                .containsExactlyInAnyOrderElementsOf(ResponseTemplates.TOOLS);
        ResponseTemplates.TOOLS.forEach(name ->
                assertThat(ResponseTemplates.tools(name).hasCalls()).as(name).isTrue());
    }

    @Test
    void theTableOfReasoningFormatsHasEachFamily() throws IOException {
        assertThat(names("docs/reasoning.md", "| `reasoningFormat` |"))
                .containsExactlyInAnyOrderElementsOf(ResponseTemplates.REASONING);
        ResponseTemplates.REASONING.forEach(
                name -> assertThat(ResponseTemplates.reasoning(name).hasReasoning())
                        .as(name)
                        .isTrue());
    }

    /** Names in the first column of the table with this head. */
    private static List<String> names(String page, String head) throws IOException {
        List<String> names = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of(page))) {
            if (line.startsWith(head)) {
                inside = true;
            } else if (inside && !line.startsWith("|")) {
                return names;
            } else if (inside && !line.startsWith("|---")) {
                Matcher name = NAME.matcher(line.substring(1, line.indexOf('|', 1)));
                while (name.find()) {
                    names.add(name.group(1));
                }
            }
        }
        return names;
    }
}

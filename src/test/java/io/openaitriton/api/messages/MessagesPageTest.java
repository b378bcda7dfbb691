package io.openaitriton.api.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.openaitriton.api.OpenAiJson;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.FinishReason;
import io.openaitriton.junit.JsonFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of docs/messages.md say what the code does. */
class MessagesPageTest {
    private static final Pattern WORD = Pattern.compile("`([a-z_]+)[^`]*`");
    private static final String SOURCES =
            "'source':{'type':'text','data':'d','media_type':'text/plain'},'content':[],'title':'t',";
    private static final Map<String, String> BLOCKS = Map.of(
            "text", "'text':'t'",
            "image", "'source':{'type':'url','url':'http://x/y.png'}",
            "document", SOURCES + "'text':'t'",
            "search_result", SOURCES + "'text':'t'",
            "tool_use", "'id':'t1','name':'f','input':{}",
            "tool_result", "'tool_use_id':'t1'",
            "thinking", "'thinking':'t'",
            "redacted_thinking", "'data':'t'");

    @Test
    void everyFieldOfARequestIsInTheTable() throws IOException {
        List<String> named = words(rows("field"));
        assertThat(JsonFields.of(MessagesRequest.class)).isSubsetOf(named);
    }

    @Test
    void theBlocksOfTheTableAreTakenAndNoOthers() throws Exception {
        List<String> named = rows("block").stream()
                .filter(row -> row.startsWith("| `"))
                .map(row -> words(List.of(row)).get(0))
                .toList();
        assertThat(named).containsExactlyInAnyOrderElementsOf(BLOCKS.keySet());
        for (Map.Entry<String, String> block : BLOCKS.entrySet()) {
            String role =
                    Set.of("tool_use", "thinking", "redacted_thinking").contains(block.getKey()) ? "assistant" : "user";
            chat("'messages':[{'role':'" + role + "','content':[{'type':'" + block.getKey() + "'," + block.getValue()
                    + "},{'type':'text','text':'t'}]}]");
        }
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> chat("'messages':[{'role':'user','content':[{'type':'server_tool_use'}]}]"))
                .satisfies(e -> assertThat(e.param()).isEqualTo("messages[0].content[0].type"));
    }

    @Test
    void theToolsOfTheTableAreOfferedLeftOutOrRefused() throws Exception {
        List<String> rows = rows("tool");
        for (String hosted : words(List.of(find(rows, "not offered")))) {
            assertThat(chat(tool(hosted + "20260101")).tools()).isNull();
        }
        String refused = find(rows, "refused by name");
        for (String type : words(List.of(refused.substring(0, refused.indexOf("| refused"))))) {
            if (!type.equals("type")) {
                assertThatExceptionOfType(ApiException.class)
                        .isThrownBy(() -> chat(tool(type + "20260101")))
                        .satisfies(e -> assertThat(e.param()).isEqualTo("tools[0].type"));
            }
        }
        assertThat(chat(tool("custom")).tools()).hasSize(1);
    }

    private static String tool(String type) {
        return "'messages':[{'role':'user','content':'a'}],'tools':[{'type':'" + type
                + "','name':'f','input_schema':{'type':'object'}}]";
    }

    @Test
    void theChoicesOfToolsAreThoseOfTheTable() throws Exception {
        for (String row : rows("`tool_choice`")) {
            String[] cells = row.split("\\|");
            String own = words(List.of(cells[1])).isEmpty()
                    ? ""
                    : words(List.of(cells[1])).get(0);
            if (own.isEmpty() || own.equals("tool_choice") || own.equals("disable_parallel_tool_use")) {
                continue;
            }
            String choice = chat(tool("custom") + ",'tool_choice':{'type':'" + own + "','name':'f'}")
                    .toolChoice()
                    .toString();
            assertThat(
                            own.equals("tool")
                                    ? "\"function\""
                                    : "\"" + words(List.of(cells[2])).get(0) + "\"")
                    .isSubstringOf(choice);
        }
    }

    @Test
    void theReasonsAreThoseOfTheTable() throws IOException {
        Set<String> reasons = new TreeSet<>();
        for (FinishReason reason : FinishReason.values()) {
            for (boolean full : new boolean[] {true, false}) {
                for (boolean calls : new boolean[] {true, false}) {
                    reasons.add(StopReason.of(reason, full, calls, null).stopReason());
                    reasons.add(StopReason.of(reason, full, calls, "x").stopReason());
                }
            }
        }
        assertThat(rows("`stop_reason`").stream()
                        .skip(1)
                        .filter(row -> row.startsWith("| `"))
                        .map(row -> words(List.of(row)).get(0)))
                .containsExactlyInAnyOrderElementsOf(reasons);
    }

    @ParameterizedTest
    @CsvSource({"400", "401", "403", "404", "405", "408", "413", "415", "429", "500", "501", "502", "503", "504"})
    void theTypesOfErrorsAreThoseOfTheTable(int status) throws IOException {
        ApiException failure = ApiException.of(status, "any", null, null, "words", null);
        String told = status == 503 ? "529" : Integer.toString(status);
        String row = rows("status").stream()
                .filter(line -> Pattern.compile("\\b" + told + "\\b")
                        .matcher(line.split("\\|")[1])
                        .find())
                .findFirst()
                .orElseThrow();
        assertThat(row).contains("`" + MessagesError.of(failure, null).error().type() + "`");
        assertThat(Integer.toString(MessagesError.status(failure))).isEqualTo(told);
    }

    private static io.openaitriton.api.chat.ChatCompletionRequest chat(String fields) throws IOException {
        return MessagesCall.chat(
                        OpenAiJson.mapper()
                                .readValue(
                                        ("{'max_tokens':9," + fields + "}").replace('\'', '"'), MessagesRequest.class),
                        100,
                        false)
                .body();
    }

    private static String find(List<String> rows, String text) {
        return rows.stream().filter(row -> row.contains(text)).findFirst().orElseThrow();
    }

    /** The rows of the table whose first cell is this. */
    private static List<String> rows(String head) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("docs/messages.md"));
        int from = lines.indexOf(Stream.of(lines)
                .flatMap(List::stream)
                .filter(line -> line.startsWith("| " + head + " |"))
                .findFirst()
                .orElseThrow());
        return lines.subList(from, lines.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    private static List<String> words(List<String> rows) {
        return WORD.matcher(String.join("\n", rows))
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}

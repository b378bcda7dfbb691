package io.openaitriton.api.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatMessage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How items and tools become a chat. */
class InputReaderTest {
    private static final String SYSTEM = "{\"role\":\"system\",\"content\":\"a\"}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // a string, and messages with and without a type
                "`\"hi\"` | [{\"role\":\"user\",\"content\":\"hi\"}]",
                "[{\"role\":\"user\",\"content\":\"hi\"}] | [{\"role\":\"user\",\"content\":\"hi\"}]",
                "[{\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"a\"},{\"type\":\"input_text\",\"text\":\"b\"}]}]"
                        + " | [{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]}]",
                "[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"data:x\",\"detail\":\"low\"}]}]"
                        + " | [{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:x\"}}]}]",
                "[{\"role\":\"assistant\",\"content\":[{\"type\":\"refusal\",\"refusal\":\"no\"}]}] |"
                        + " [{\"role\":\"assistant\",\"content\":\"no\"}]",
                // thoughts, text and calls are one message; an output ends it
                "[{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"t\"}],\"encrypted_content\":null},"
                        + "{\"role\":\"assistant\",\"content\":\"s\"},{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"},"
                        + "{\"type\":\"function_call\",\"call_id\":\"d\",\"name\":\"g\",\"namespace\":\"n\",\"arguments\":\"{\"},{\"type\":\"function_call_output\",\"call_id\":\"d\",\"output\":\"1\"},{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"2\"}]"
                        + " | [{\"role\":\"assistant\",\"content\":\"s\",\"reasoning_content\":\"t\",\"tool_calls\":["
                        + "{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}},"
                        + "{\"id\":\"d\",\"type\":\"function\",\"function\":{\"name\":\"n__g\",\"arguments\":\"{\"}}]},"
                        + "{\"role\":\"tool\",\"content\":\"1\",\"tool_call_id\":\"d\"},{\"role\":\"tool\",\"content\":\"2\",\"tool_call_id\":\"c\"}]",
                // the content of thoughts goes before their summary; without either they are dropped
                "[{\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"s\"}],\"content\":[{\"type\":\"reasoning_text\",\"text\":\"c\"}]},{\"role\":\"assistant\",\"content\":\"a\"}]"
                        + " | [{\"role\":\"assistant\",\"content\":\"a\",\"reasoning_content\":\"c\"}]",
                "[{\"type\":\"reasoning\",\"summary\":[]},{\"role\":\"user\",\"content\":\"a\"}] |"
                        + " [{\"role\":\"user\",\"content\":\"a\"}]",
                // what came of one turn is one text again, two messages are two
                "[{\"role\":\"assistant\",\"content\":\"a\"},{\"type\":\"reasoning\",\"summary\":[{\"text\":\"t\"}]},{\"role\":\"assistant\",\"content\":\"b\"}]"
                        + " | [{\"role\":\"assistant\",\"content\":\"ab\",\"reasoning_content\":\"t\"}]",
                "[{\"role\":\"assistant\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"}] "
                        + "| [{\"role\":\"assistant\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"}]",
                // custom tools take text
                "[{\"type\":\"custom_tool_call\",\"call_id\":\"c\",\"name\":\"p\",\"input\":\"x\\n"
                        + "\"},{\"type\":\"custom_tool_call_output\",\"call_id\":\"c\",\"output\":\"1\"}] |"
                        + " [{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"p\",\"arguments\":\"{\\\"input\\\":\\\"x\\\\n"
                        + "\\\"}\"}}]},{\"role\":\"tool\",\"content\":\"1\",\"tool_call_id\":\"c\"}]",
                // images from tools become a user message after all results
                "[{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"v\",\"arguments\":\"{}\"},{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":[{\"type\":\"input_text\",\"text\":\"1\"},{\"type\":\"input_image\",\"image_url\":\"data:x\"}]}]"
                        + " | [{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"v\",\"arguments\":\"{}\"}}]},"
                        + "{\"role\":\"tool\",\"content\":\"1\",\"tool_call_id\":\"c\"},{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:x\"}}]}]",
                // instructions at the beginning are one message
                "[" + SYSTEM + ",{\"role\":\"developer\",\"content\":\"b\"},{\"role\":\"user\",\"content\":\"c\"},"
                        + SYSTEM + "] "
                        + "| [{\"role\":\"system\",\"content\":\"a\\n\\nb\"},{\"role\":\"user\",\"content\":\"c\"},"
                        + SYSTEM + "]",
                "[{\"role\":\"developer\",\"content\":\"a\"},{\"role\":\"developer\",\"content\":\"b\"}] |"
                        + " [{\"role\":\"developer\",\"content\":\"a\\n"
                        + "\\n"
                        + "b\"}]"
            })
    void itemsBecomeMessages(String input, String messages) throws Exception {
        assertThat(json(messages("{\"input\":" + input + "}"))).isEqualTo(tree(messages));
    }

    @Test
    void instructionsComeFirst() throws Exception {
        assertThat(json(messages("{\"instructions\":\"i\",\"input\":\"hi\"}")))
                .isEqualTo(tree("[{\"role\":\"system\",\"content\":\"i\"},{\"role\":\"user\",\"content\":\"hi\"}]"));
    }

    @Test
    void namespacesAreTakenApartAndPutTogetherAgain() throws Exception {
        String inner = "{\"type\":\"function\",\"name\":\"f\"}";
        String longName = "n".repeat(70);
        ResponsesRequest request =
                request("{\"input\":\"a\",\"tools\":[{\"type\":\"namespace\",\"name\":\"a\",\"tools\":[" + inner
                        + "]},{\"type\":\"function\",\"name\":\"a__f\"},{\"type\":\"namespace\",\"name\":\"" + longName
                        + "\",\"tools\":[" + inner
                        + ",{\"type\":\"custom\",\"name\":\"g\"}]},{\"type\":\"web_search\"}]}");
        ToolTable tools = ToolTable.of(request.tools(), false, new Places());
        assertThat(tools.offered())
                .extracting(tool -> tool.at("/function/name").textValue())
                .containsExactly("a__f_2", "a__f", "n".repeat(64), "n".repeat(62) + "_2");
        assertThat(tools.called("a__f_2")).isEqualTo(new ToolTable.Called(false, "a", "f"));
        assertThat(tools.called("a__f")).isEqualTo(new ToolTable.Called(false, null, "a__f"));
        assertThat(tools.called("n".repeat(62) + "_2")).isEqualTo(new ToolTable.Called(true, longName, "g"));
        assertThat(tools.called("unknown")).isEqualTo(new ToolTable.Called(false, null, "unknown"));
        assertThat(tools.name(false, "a", "f")).isEqualTo("a__f_2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`\"required\"` | `\"required\"`",
                "{\"type\":\"function\",\"name\":\"f\"} | {\"type\":\"function\",\"function\":{\"name\":\"f\"}}",
                "{\"type\":\"function\",\"name\":\"g\",\"namespace\":\"n\"} |"
                        + " {\"type\":\"function\",\"function\":{\"name\":\"n__g\"}}",
                "{\"type\":\"custom\",\"name\":\"p\"} | {\"type\":\"function\",\"function\":{\"name\":\"p\"}}",
                "{\"type\":\"allowed_tools\",\"mode\":\"auto\",\"tools\":[{\"type\":\"function\",\"name\":\"f\"},{\"type\":\"web_search\"},{\"type\":\"namespace\",\"name\":\"n\"}]}"
                        + " | {\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"auto\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}},{\"type\":\"function\",\"function\":{\"name\":\"n__g\"}}]}}",
                "{\"type\":\"allowed_tools\",\"mode\":\"auto\",\"tools\":[{\"type\":\"web_search\"}]} | `\"none\"`"
            })
    void choicesAreThoseOfAChat(String choice, String chat) throws Exception {
        ResponsesRequest request = request(
                "{\"input\":\"a\",\"tools\":[{\"type\":\"function\",\"name\":\"f\"},{\"type\":\"custom\",\"name\":\"p\"},"
                        + "{\"type\":\"namespace\",\"name\":\"n\",\"tools\":[{\"type\":\"function\",\"name\":\"g\"}]}],\"tool_choice\":"
                        + choice + "}");
        ToolTable tools = ToolTable.of(request.tools(), false, new Places());
        assertThat(ToolChoiceReader.read(request.toolChoice(), tools)).isEqualTo(tree(chat));
    }

    @Test
    void placesFollowMessagesThatWereJoined() throws Exception {
        Places places = new Places();
        ResponsesRequest request = request(
                "{\"instructions\":\"i\",\"input\":[" + SYSTEM
                        + ",{\"role\":\"user\",\"content\":\"c\"},{\"type\":\"reasoning\",\"summary\":[{\"text\":\"t\"}]},"
                        + "{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"},"
                        + "{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":[{\"type\":\"input_image\",\"image_url\":\"x\"}]}]}");
        InputReader.read(request, History.of(request, null), ToolTable.of(null, false, places), places);
        assertThat(places.of("messages[0].content")).isEqualTo("instructions");
        assertThat(places.of("messages[1].content")).isEqualTo("input[1].content");
        assertThat(places.of("messages[2].reasoning_content")).isEqualTo("input[2]");
        assertThat(places.of("messages[2].tool_calls[0].function.arguments")).isEqualTo("input[3].arguments");
        assertThat(places.of("messages[3].content")).isEqualTo("input[4].output");
        assertThat(places.of("messages[4].content[0].image_url.url")).isEqualTo("input[4].output[0].image_url");
        assertThat(places.of("messages")).isEqualTo("input");
        assertThat(places.of("temperature")).isEqualTo("temperature");
    }

    private static List<ChatMessage> messages(String request) throws JsonProcessingException {
        Places places = new Places();
        ResponsesRequest read = request(request);
        return InputReader.read(read, History.of(read, null), ToolTable.of(null, false, places), places);
    }

    private static ResponsesRequest request(String json) throws JsonProcessingException {
        return OpenAiJson.mapper().readValue(json, ResponsesRequest.class);
    }

    private static JsonNode json(List<ChatMessage> messages) {
        return withoutNulls(OpenAiJson.mapper().valueToTree(messages));
    }

    private static JsonNode withoutNulls(JsonNode node) {
        node.forEach(InputReaderTest::withoutNulls);
        if (node instanceof ObjectNode object) {
            object.properties().removeIf(entry -> entry.getValue().isNull());
        }
        return node;
    }

    private static JsonNode tree(String json) throws JsonProcessingException {
        return new ObjectMapper().readTree(json);
    }
}

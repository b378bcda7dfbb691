package io.openaitriton.api.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.generation.ApiException;
import io.openaitriton.output.Requests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatRequestValidatorTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | messages",
                "{\"messages\":[]} | messages",
                "{\"messages\":[null]} | messages[0]",
                "{\"messages\":[{\"content\":\"hi\"}]} | messages[0].role",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"\"},{\"role\":\"king\"}]} | messages[1].role",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]} | messages[0].content[0].type",
                "{\"messages\":[{\"role\":\"user\",\"content\":[null]}]} | messages[0].content[0].type",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]} | messages[0].content[0].text"
            })
    void aConversationThatIsNoneIsRefusedByPlace(String json, String param) {
        assertRefused(Requests.parse(json), param);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\":\"user\"}",
                "{\"role\":\"user\",\"content\":null}",
                "{\"role\":\"user\",\"content\":[]}",
                "{\"role\":\"user\",\"tool_calls\":[{\"function\":{\"name\":\"f\"}}]}",
                "{\"role\":\"system\"}",
                "{\"role\":\"system\",\"content\":[]}",
                "{\"role\":\"developer\",\"content\":null}",
                "{\"role\":\"tool\",\"tool_call_id\":\"c\"}",
                "{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":null}",
                "{\"role\":\"assistant\"}",
                "{\"role\":\"assistant\",\"content\":null}",
                "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[]}",
                "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":null,\"refusal\":null}"
            })
    void aMessageNeedsContent(String message) {
        String hi = "{\"role\":\"user\",\"content\":\"hi\"}";
        assertRefused(Requests.parse("{\"messages\":[" + hi + "," + message + "]}"), "messages[1].content");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{\"name\":\"f\"}}]}",
                "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"function\":{\"name\":\"f\"}}]}",
                "{\"role\":\"assistant\",\"function_call\":{\"name\":\"f\"}}",
                "{\"role\":\"assistant\",\"content\":null,\"refusal\":\"No.\"}",
                "{\"role\":\"assistant\",\"content\":null,\"reasoning_content\":\"So ...\"}",
                "{\"role\":\"assistant\",\"content\":null,\"reasoning\":\"So ...\"}",
                "{\"role\":\"assistant\",\"content\":\"\"}",
                "{\"role\":\"user\",\"content\":\"\"}",
                "{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"\"}",
                "{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":[]}",
                "{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}"
            })
    void anAssistantThatDidSomethingElseNeedsNone(String message) {
        ChatCompletionRequest request =
                Requests.parse("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}," + message + "]}");
        assertThat(ChatRequestValidator.validate(request)).isSameAs(request);
    }

    @Test
    void requestsOfCodingAgentsPass() throws Exception {
        Path folder = Path.of("../shared/agents");
        assumeTrue(Files.isDirectory(folder), "SKIPPED: recorded requests of agents are not here");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".json")).toList()) {
                JsonNode recorded = OpenAiJson.mapper().readTree(Files.readString(file));
                if (recorded.path("path").asText().endsWith("/chat/completions")) {
                    ChatCompletionRequest request =
                            Requests.parse(recorded.get("body").toString());
                    assertThat(ChatRequestValidator.validate(request))
                            .as("%s", file)
                            .isSameAs(request);
                }
            }
        }
    }

    @Test
    void aConversationMayBeAsLongAsAllowed() {
        ChatCompletionRequest two = Requests.parse(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"user\",\"content\":\"b\"}]}");
        assertThat(ChatRequestValidator.validate(two, 2, false)).isSameAs(two);
        assertThatThrownBy(() -> ChatRequestValidator.validate(two, 1, false))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.param()).isEqualTo("messages"))
                .hasMessageContaining("at most 1, but got 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"temperature\":2.1 | temperature",
                "\"temperature\":-0.1 | temperature",
                "\"top_p\":1.1 | top_p",
                "\"top_p\":-1 | top_p",
                "\"presence_penalty\":2.5 | presence_penalty",
                "\"frequency_penalty\":-2.5 | frequency_penalty",
                "\"n\":0 | n",
                "\"n\":129 | n",
                "\"max_tokens\":0 | max_tokens",
                "\"max_completion_tokens\":-1 | max_completion_tokens",
                "\"stop\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\"] | stop",
                "\"stop\":[\"a\",\"\"] | stop[1]",
                "\"stop\":[null] | stop[0]",
                "\"top_k\":-2 | top_k",
                "\"min_p\":1.5 | min_p",
                "\"min_tokens\":-1 | min_tokens",
                "\"repetition_penalty\":0 | repetition_penalty",
                "\"best_of\":0 | best_of",
                "\"stop_token_ids\":[1,null] | stop_token_ids[1]",
                "\"allowed_token_ids\":[null] | allowed_token_ids[0]",
                "\"bad_words\":[\"\"] | bad_words[0]",
                "\"guided_choice\":[null] | guided_choice[0]",
                "\"logprobs\":true,\"top_logprobs\":21 | top_logprobs",
                "\"logprobs\":true,\"top_logprobs\":-1 | top_logprobs",
                "\"top_logprobs\":3 | top_logprobs",
                "\"stream_options\":{\"include_usage\":true} | stream_options",
                "\"stream\":false,\"stream_options\":{} | stream_options"
            })
    void aValueOutOfBoundsIsRefusedByName(String fields, String param) {
        assertRefused(Requests.with(fields), param);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"temperature\":0",
                "\"temperature\":2,\"top_p\":1,\"n\":1",
                "\"stop\":[\"a\",\"b\",\"c\",\"d\"]",
                "\"stop\":[]",
                "\"top_k\":-1,\"min_p\":0,\"min_tokens\":0,\"repetition_penalty\":0.1",
                "\"stop\":null",
                "\"logprobs\":true,\"top_logprobs\":20",
                "\"top_logprobs\":0",
                "\"stream\":true,\"stream_options\":{\"include_usage\":true}"
            })
    void whatIsInBoundsPasses(String fields) {
        ChatCompletionRequest request = Requests.with(fields);
        assertThat(ChatRequestValidator.validate(request)).isSameAs(request);
    }

    @Test
    void strictLimitsAreOpenAisLimits() {
        ChatCompletionRequest four = Requests.with("\"stop\":[\"a\",\"b\",\"c\",\"d\"]");
        ChatCompletionRequest five = Requests.with("\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]");
        assertThat(ChatRequestValidator.validate(four, 1, true)).isSameAs(four);
        assertThat(ChatRequestValidator.validate(five, 1, false)).isSameAs(five);
        assertThatThrownBy(() -> ChatRequestValidator.validate(five, 1, true))
                .hasMessage(
                        "Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with"
                                + " length 5 instead.");
    }

    @Test
    void noRequestAtAllIsRefused() {
        assertRefused(null, null);
    }

    private static void assertRefused(ChatCompletionRequest request, String param) {
        assertThatThrownBy(() -> ChatRequestValidator.validate(request))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.status()).isEqualTo(400);
                    assertThat(e.type()).isEqualTo("invalid_request_error");
                    assertThat(e.param()).isEqualTo(param);
                    if (param != null) {
                        assertThat(e.getMessage()).contains("'" + param);
                    }
                });
    }
}

package io.openaitriton.triton.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.output.Requests;
import io.openaitriton.triton.TritonException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What whole answers say. */
class DialectAnswerTest {
    private static final String LOGPROBS =
            "[{\\\"5\\\":{\\\"logprob\\\":-2.5,\\\"rank\\\":3,\\\"decoded_token\\\":\\\"é\\\"},"
                    + "\\\"7\\\":{\\\"logprob\\\":-0.5,\\\"rank\\\":1,\\\"decoded_token\\\":\\\"a\\\"},"
                    + "\\\"9\\\":{\\\"logprob\\\":-Infinity,\\\"rank\\\":2,\\\"decoded_token\\\":\\\"\\uFFFD\\\"}}]";

    @Test
    void tokensThatTheBackendCountsBecomeTheUsage() throws Exception {
        assertThat(completion("vllm", "", "\"text_output\":\"x\",\"num_input_tokens\":11,\"num_output_tokens\":3")
                        .get("usage"))
                .hasToString("{\"prompt_tokens\":11,\"completion_tokens\":3,\"total_tokens\":14}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"text_output\":\"x\"",
                "\"text_output\":\"x\",\"num_input_tokens\":11",
                "\"text_output\":\"x\",\"num_output_tokens\":3",
                "\"text_output\":\"x\",\"num_input_tokens\":11,\"num_output_tokens\":0",
                "\"text_output\":\"x\",\"num_input_tokens\":0,\"num_output_tokens\":2",
                "\"text_output\":\"x\",\"num_input_tokens\":\"11\",\"num_output_tokens\":[]"
            })
    void anUnknownUsageIsLeftOut(String answer) throws Exception {
        assertThat(completion("vllm", "", answer).has("usage")).isFalse();
    }

    @Test
    void anAnswerWithoutATokenMayBeCountedAsNone() throws Exception {
        assertThat(completion("vllm", "", "\"text_output\":\"\",\"num_input_tokens\":11,\"num_output_tokens\":0")
                        .at("/usage/total_tokens")
                        .intValue())
                .isEqualTo(11);
    }

    @ParameterizedTest
    @CsvSource({
        "vllm, length, 1, length",
        "vllm, stop, 100, stop",
        "vllm, None, 99, stop",
        "tensorrt-llm, None, 99, stop",
        "tensorrt-llm, None, 100, length",
        "tensorrt-llm-api, length, 1, length",
        "generic, length, 1, length"
    })
    void theFinishReasonIsTheBackendsOrFollowsFromTheCount(String dialect, String given, int tokens, String expected)
            throws Exception {
        assertThat(completion(
                                dialect,
                                "",
                                "\"text_output\":\"x\",\"finish_reason\":\"" + given + "\",\"num_output_tokens\":"
                                        + tokens)
                        .at("/choices/0/finish_reason")
                        .textValue())
                .isEqualTo(expected);
    }

    @Test
    void anAnswerThatTheBackendAbortedIsAFailure() {
        assertThatThrownBy(() -> completion("vllm", "", "\"text_output\":\"x\",\"finish_reason\":\"abort\""))
                .isInstanceOf(TritonException.class)
                .hasMessageContaining("abort");
    }

    @Test
    void eachTextIsAChoice() throws Exception {
        JsonNode json = completion(
                "vllm",
                "\"n\":2",
                "\"text_output\":[\"x\",\"y\"],\"finish_reason\":[\"stop\",\"length\"],\"num_input_tokens\":2,"
                        + "\"num_output_tokens\":[3,4]");
        assertThat(json.get("choices"))
                .hasToString("[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"x\",\"refusal\":null},"
                        + "\"logprobs\":null,\"finish_reason\":\"stop\"},"
                        + "{\"index\":1,\"message\":{\"role\":\"assistant\",\"content\":\"y\",\"refusal\":null},"
                        + "\"logprobs\":null,\"finish_reason\":\"length\"}]");
        assertThat(json.at("/usage/completion_tokens").intValue()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"", "[\"a\"]", "[\"a\",\"b\",\"c\"]", "[\"a\",null]", "[]"})
    void anotherNumberOfTextsThanChoicesIsABadAnswer(String texts) {
        assertThatThrownBy(() -> completion("vllm", "\"n\":2", "\"text_output\":" + texts))
                .isInstanceOfSatisfying(
                        TritonException.class, e -> assertThat(e.kind()).isEqualTo(TritonException.Kind.BAD_ANSWER));
    }

    @Test
    void logProbabilitiesHaveOpenAisShape() throws Exception {
        assertThat(completion(
                                "vllm",
                                "\"logprobs\":true,\"top_logprobs\":2",
                                "\"text_output\":\"é\",\"logprobs\":\"" + LOGPROBS + "\"")
                        .at("/choices/0/logprobs"))
                .hasToString("{\"content\":[{\"token\":\"é\",\"logprob\":-2.5,\"bytes\":[195,169],\"top_logprobs\":["
                        + "{\"token\":\"a\",\"logprob\":-0.5,\"bytes\":[97]},"
                        + "{\"token\":\"\uFFFD\",\"logprob\":-9999.0,\"bytes\":null}]}],\"refusal\":null}");
    }

    @Test
    void withoutTopLogprobsOnlyTheChosenTokenIsTold() throws Exception {
        assertThat(completion("vllm", "\"logprobs\":true", "\"text_output\":\"é\",\"logprobs\":\"" + LOGPROBS + "\"")
                        .at("/choices/0/logprobs/content/0/top_logprobs"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "[{}]"})
    void noLogProbabilitiesAreNull(String logprobs) throws Exception {
        assertThat(completion("vllm", "\"logprobs\":true", "\"text_output\":\"x\",\"logprobs\":\"" + logprobs + "\"")
                        .at("/choices/0/logprobs")
                        .isNull())
                .isTrue();
    }

    @Test
    void invalidLogProbabilitiesAreABadAnswer() {
        assertThatThrownBy(
                        () -> completion("vllm", "\"logprobs\":true", "\"text_output\":\"x\",\"logprobs\":\"[oops\""))
                .isInstanceOf(TritonException.class);
    }

    @Test
    void aStopWordThatTensorRtLlmLeavesInItsTextIsCut() throws Exception {
        JsonNode json =
                completion("tensorrt-llm", "\"stop\":\"END\"", "\"text_output\":\"one END\",\"num_output_tokens\":100");
        assertThat(json.at("/choices/0/message/content").textValue()).isEqualTo("one ");
        assertThat(json.at("/choices/0/finish_reason").textValue()).isEqualTo("stop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vllm", "tensorrt-llm", "tensorrt-llm-api"})
    void aTextThatRepeatsThePromptIsNotTouched(String dialect) throws Exception {
        GenerateCall call = Requests.call(dialect, Requests.with(""));
        String text = call.prompt() + " said the user";
        assertThat(Requests.completion("{\"text_output\":" + Requests.json(text) + "}", call)
                        .choices()
                        .get(0)
                        .message()
                        .content())
                .isEqualTo(text);
    }

    private static JsonNode completion(String dialect, String fields, String answer) throws Exception {
        GenerateCall call = Requests.call(dialect, Requests.with(fields));
        return OpenAiJson.mapper().readTree(Requests.json(Requests.completion("{" + answer + "}", call)));
    }
}

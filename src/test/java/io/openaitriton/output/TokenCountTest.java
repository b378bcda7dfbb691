package io.openaitriton.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.CallOptions;
import io.openaitriton.generation.EndpointChoice;
import io.openaitriton.generation.ModelProfile;
import io.openaitriton.generation.SamplingDefaults;
import io.openaitriton.generation.TokenCount;
import io.openaitriton.response.ResponseFormat;
import io.openaitriton.triton.dialect.Dialect;
import io.openaitriton.triton.dialect.DialectOptions;
import io.openaitriton.triton.dialect.Dialects;
import io.openaitriton.triton.dialect.GenerateCall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens that the gateway counts; here each character is one. */
class TokenCountTest {
    private static final String USAGE = "\"stream\":true,\"stream_options\":{\"include_usage\":true}";
    private static final int PROMPT = Requests.call(Requests.with("")).prompt().length();

    private final List<String> counted = new ArrayList<>();
    private final TokenCount characters = (text, limit) -> {
        counted.add(text);
        return Math.min(text.length(), limit == Integer.MAX_VALUE ? limit : limit + 1);
    };

    @ParameterizedTest
    @CsvSource({"generic", "vllm", "tensorrt-llm", "tensorrt-llm-api"})
    void whatTheBackendDoesNotCountIsCounted(String dialect) throws Exception {
        JsonNode completion = completion(call(dialect, null, ""), "\"text_output\":\"Hello\"");
        assertThat(completion.get("usage")).hasToString(usage(PROMPT, 5));
        assertThat(counted).hasSize(2).contains("Hello");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"num_input_tokens\":7,\"num_output_tokens\":3 | 7 | 3",
                "\"num_input_tokens\":7 | 7 | 5",
                "\"num_output_tokens\":3 | 0 | 3",
                "\"num_input_tokens\":0,\"num_output_tokens\":0 | 0 | 5",
            })
    void theBackendsOwnCountsComeFirst(String counts, int prompt, int answer) throws Exception {
        JsonNode completion = completion(call("tensorrt-llm", null, ""), "\"text_output\":\"Hello\"," + counts);
        assertThat(completion.get("usage")).hasToString(usage(prompt == 0 ? PROMPT : prompt, answer));
    }

    @Test
    void thePromptBeforeTheAnswerIsNotCounted() throws Exception {
        GenerateCall call = call("generic", null, "");
        String echo = Requests.json(call.prompt() + "Hello");
        assertThat(completion(call, "\"text_output\":" + echo).get("usage")).hasToString(usage(PROMPT, 5));
    }

    @ParameterizedTest
    @CsvSource({"generic, 5, length", "generic, 6, stop", "tensorrt-llm, 4, length", "tensorrt-llm, 6, stop"})
    void asManyTokensAsWereAllowedAreAnEndByLength(String dialect, int maxTokens, String reason) throws Exception {
        JsonNode completion =
                completion(call(dialect, null, "\"max_tokens\":" + maxTokens), "\"text_output\":\"Hello\"");
        assertThat(completion.at("/choices/0/finish_reason").textValue()).isEqualTo(reason);
    }

    @Test
    void theBackendsOwnReasonComesFirst() throws Exception {
        GenerateCall call = call("tensorrt-llm-api", null, "\"max_tokens\":5");
        assertThat(completion(call, "\"text_output\":\"Hello\",\"finish_reason\":\"stop\"")
                        .at("/choices/0/finish_reason")
                        .textValue())
                .isEqualTo("stop");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "generic | {\"text_output\":\"Hel\"} | {\"text_output\":\"lo\"}",
                "tensorrt-llm-api | {\"text_output\":\"Hel\"} | {\"text_output\":\"Hello\"}",
                "tensorrt-llm | {\"text_output\":\"Hel\",\"num_output_tokens\":0} | {\"text_output\":\"lo\"}",
            })
    void aStreamIsCountedOnceAtItsEnd(String dialect, String first, String second) {
        byte[] events = ("data: " + first + "\n\ndata: " + second + "\n\n").getBytes(StandardCharsets.UTF_8);
        String chunks = new String(
                Splits.translate(call(dialect, null, USAGE + ",\"max_tokens\":5"), events, new int[0]),
                StandardCharsets.UTF_8);
        assertThat(chunks).contains("\"usage\":" + usage(PROMPT, 5), "\"finish_reason\":\"length\"");
        assertThat(counted).hasSize(2).contains("Hello");
    }

    @Test
    void aStopStringEndsTheTextButWhatWasGeneratedCounts() throws Exception {
        GenerateCall call = call("tensorrt-llm", null, "\"stop\":\"l\"");
        JsonNode completion = completion(call, "\"text_output\":\"Hello\"");
        assertThat(completion.at("/choices/0/message/content").textValue()).isEqualTo("He");
        assertThat(completion.get("usage")).hasToString(usage(PROMPT, 5));
    }

    @Test
    void maxTokensAboveTheContextIsLoweredToIt() throws Exception {
        assertMaxTokens(PROMPT + 100, "\"max_tokens\":100", 100);
        assertMaxTokens(PROMPT + 101, "\"max_completion_tokens\":200", 101);
        assertMaxTokens(PROMPT + 101, "\"max_tokens\":2147483647", 101);
        // the definition's default
        assertMaxTokens(PROMPT + 99, "", 99);
        GenerateCall call = call("generic", PROMPT + 5, "\"max_tokens\":2147483647");
        assertThat(call.generation().tokensAtMost()).isEqualTo(PROMPT + 5);
        assertThat(completion(call, "\"text_output\":\"Hello\"")
                        .at("/choices/0/finish_reason")
                        .textValue())
                .isEqualTo("length");
    }

    @Test
    void maxTokensAboveTheContextIsRefusedIfLimitsAreStrict() {
        CallOptions strict = new CallOptions(true, () -> 1);
        assertThat(call("vllm", PROMPT + 100, "\"max_tokens\":100", strict).prompt())
                .hasSize(PROMPT);
        // no request has more
        assertThat(call("vllm", PROMPT + 99, "", strict).generation().tokensAtMost())
                .isEqualTo(PROMPT + 99);
        assertRefused(
                PROMPT + 99,
                "\"max_tokens\":100",
                "However, you requested " + (PROMPT + 100) + " tokens (" + PROMPT
                        + " in the messages, 100 in the completion). Please reduce the length of the messages or"
                        + " completion.",
                strict);
        assertRefused(
                PROMPT + 99, "\"max_tokens\":2147483647", "in the messages, 2147483647 in the completion)", strict);
    }

    @Test
    void aPromptThatFillsTheContextIsRefused() {
        // the default of 100 must fit
        int context = Math.max(PROMPT, 101);
        String message = "{\"role\":\"user\",\"content\":\"" + "x".repeat(context - PROMPT + 2) + "\"}";
        ChatCompletionRequest fills = Requests.parse("{\"messages\":[" + message + "],\"max_tokens\":1}");
        assertThatThrownBy(() -> Requests.call(fills, profile(context), dialect("vllm")))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo("context_length_exceeded"))
                .hasMessageContaining("as many as " + context + " tokens");
        ChatCompletionRequest fits = Requests.parse("{\"messages\":[" + message.replace("xx\"", "x\"") + "]}");
        assertThat(Requests.call(fits, profile(context), dialect("vllm"))
                        .generation()
                        .tokensAtMost())
                .isEqualTo(context);
    }

    @ParameterizedTest
    @CsvSource({"vllm, 1048576", "tensorrt-llm, 1048576", "tensorrt-llm-api, 1048576", "generic, 4096"})
    void theDefaultMayBeWhatTheContextLeaves(String dialect, int unknown) throws Exception {
        assertThat(maxTokens(context(dialect, PROMPT + 7000, null, ""))).isEqualTo(7000);
        assertThat(maxTokens(context(dialect, PROMPT + 7000, 50, ""))).isEqualTo(50);
        assertThat(maxTokens(context(dialect, null, null, ""))).isEqualTo(unknown);
        assertThat(maxTokens(context(dialect, null, 50, ""))).isEqualTo(50);
        assertThat(maxTokens(context(dialect, null, null, "\"max_tokens\":9"))).isEqualTo(9);
        // a key's limit of tokens a minute is less than what the longest answer would take
        assertThat(context(dialect, PROMPT + 7000, null, "").generation().tokensAtMost())
                .isEqualTo(PROMPT + 1024);
    }

    private GenerateCall context(String dialect, Integer length, Integer limit, String fields) {
        ModelProfile profile = new ModelProfile(
                new SamplingDefaults(0.7, 0.95, null, limit, null),
                EndpointChoice.GENERATE,
                ResponseFormat.TEXT,
                length == null ? null : characters,
                length);
        return Requests.call(Requests.with(fields), profile, dialect(dialect));
    }

    private void assertMaxTokens(int context, String fields, int expected) throws Exception {
        for (String dialect : Dialects.NAMES) {
            assertThat(maxTokens(call(dialect, context, fields))).as(dialect).isEqualTo(expected);
        }
    }

    private static int maxTokens(GenerateCall call) throws Exception {
        String json = Requests.json(call.request()).replace("\\\"", "\"");
        Matcher number = Pattern.compile("max_tokens\":(\\d+)").matcher(json);
        assertThat(number.find()).isTrue();
        return Integer.parseInt(number.group(1));
    }

    @Test
    void aPromptLongerThanTheContextIsAlwaysRefused() {
        String message = "{\"role\":\"user\",\"content\":\"" + "x".repeat(300) + "\"}";
        ChatCompletionRequest request = Requests.parse("{\"messages\":[" + message + "],\"max_tokens\":1}");
        assertThatThrownBy(() -> Requests.call(request, profile(200), dialect("vllm")))
                .hasMessage("This model's maximum context length is 200 tokens. However, your messages resulted in"
                        + " more than 200 tokens. Please reduce the length of the messages.");
    }

    @Test
    void aPromptThatWasCheckedIsNotCountedAgain() throws Exception {
        JsonNode completion = completion(call("generic", 4096, ""), "\"text_output\":\"Hello\"");
        assertThat(completion.get("usage")).hasToString(usage(PROMPT, 5));
        assertThat(counted).hasSize(2);
    }

    @Test
    void aContextWithoutATokenizerOrBelowTheDefaultIsAMistake() {
        assertThatThrownBy(() ->
                        new ModelProfile(Requests.DEFAULTS, EndpointChoice.GENERATE, ResponseFormat.TEXT, null, 4096))
                .hasMessageContaining("needs a tokenizer");
        assertThatThrownBy(() -> profile(100)).hasMessageContaining("must be more than the default max_tokens of 100");
    }

    private void assertRefused(int context, String fields, String words, CallOptions options) {
        assertThatThrownBy(() -> call("vllm", context, fields, options))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.status()).isEqualTo(400);
                    assertThat(e.type()).isEqualTo("invalid_request_error");
                    assertThat(e.code()).isEqualTo("context_length_exceeded");
                    assertThat(e.param()).isEqualTo("messages");
                    assertThat(e.getMessage())
                            .startsWith("This model's maximum context length is " + context + " tokens. ")
                            .contains(words);
                });
    }

    private GenerateCall call(String dialect, Integer context, String fields) {
        return Requests.call(Requests.with(fields), profile(context), dialect(dialect));
    }

    private GenerateCall call(String dialect, Integer context, String fields, CallOptions options) {
        return Requests.call(Requests.with(fields), profile(context), dialect(dialect), url -> null, options);
    }

    private ModelProfile profile(Integer context) {
        return new ModelProfile(Requests.DEFAULTS, EndpointChoice.GENERATE, ResponseFormat.TEXT, characters, context);
    }

    private static Dialect dialect(String name) {
        return Dialects.named(name, DialectOptions.DEFAULT);
    }

    private static JsonNode completion(GenerateCall call, String answer) throws Exception {
        return OpenAiJson.mapper().readTree(Requests.json(Requests.completion("{" + answer + "}", call)));
    }

    private static String usage(int prompt, int answer) {
        return "{\"prompt_tokens\":" + prompt + ",\"completion_tokens\":" + answer + ",\"total_tokens\":"
                + (prompt + answer) + "}";
    }
}

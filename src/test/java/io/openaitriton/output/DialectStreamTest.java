package io.openaitriton.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.dialect.Dialect;
import io.openaitriton.triton.dialect.DialectOptions;
import io.openaitriton.triton.dialect.Dialects;
import io.openaitriton.triton.dialect.GenerateCall;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What streams say. */
class DialectStreamTest {
    private static final String USAGE = "\"stream\":true,\"stream_options\":{\"include_usage\":true}";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void theUsageIsOneMoreChunkBeforeTheEnd() throws Exception {
        List<JsonNode> chunks = stream(
                "vllm",
                USAGE,
                "\"text_output\":\"a\",\"num_input_tokens\":5,\"num_output_tokens\":1,\"finish_reason\":\"None\"",
                "\"text_output\":\"b\",\"num_input_tokens\":5,\"num_output_tokens\":2,\"finish_reason\":\"length\"");
        assertThat(chunks).hasSize(5);
        assertThat(chunks.get(4).get("choices")).isEmpty();
        assertThat(chunks.get(4).get("usage"))
                .hasToString("{\"prompt_tokens\":5,\"completion_tokens\":3,\"total_tokens\":8}");
        assertThat(chunks.subList(0, 4)).noneMatch(chunk -> chunk.has("usage"));
        assertThat(chunks.get(3).at("/choices/0/finish_reason").textValue()).isEqualTo("length");
    }

    @Test
    void unknownUsageIsLeftOut() throws Exception {
        assertThat(stream("tensorrt-llm-api", USAGE, "\"text_output\":\"a\"")).noneMatch(chunk -> chunk.has("usage"));
        assertThat(stream(
                        "vllm",
                        "\"stream\":true",
                        "\"text_output\":\"a\",\"num_input_tokens\":5,\"num_output_tokens\":1"))
                .noneMatch(chunk -> chunk.has("usage"));
    }

    @ParameterizedTest
    @CsvSource({"3, length", "4, stop"})
    void tensorRtLlmEndedByLengthWhenTheEventsCountUpToIt(int maxTokens, String expected) throws Exception {
        List<JsonNode> chunks = stream(
                "tensorrt-llm",
                "\"stream\":true,\"max_tokens\":" + maxTokens,
                "\"text_output\":\"a\",\"num_output_tokens\":1",
                "\"text_output\":\"bc\",\"num_output_tokens\":2");
        assertThat(chunks.get(3).at("/choices/0/finish_reason").textValue()).isEqualTo(expected);
    }

    @Test
    void choicesAreDistinguishedByTheirIndex() throws Exception {
        List<JsonNode> chunks = stream(
                "vllm",
                USAGE + ",\"n\":2",
                "\"text_output\":[\"a\",\"x\"],\"finish_reason\":[\"None\",\"None\"],\"num_input_tokens\":1,"
                        + "\"num_output_tokens\":[1,1]",
                "\"text_output\":[\"\",\"y\"],\"finish_reason\":[\"stop\",\"None\"],\"num_output_tokens\":[0,1]",
                "\"text_output\":[\"\",\"z\"],\"finish_reason\":[\"stop\",\"length\"],\"num_output_tokens\":[0,1]");
        assertThat(content(chunks, 0)).isEqualTo("a");
        assertThat(content(chunks, 1)).isEqualTo("xyz");
        assertThat(chunks.get(0).at("/choices/0/delta/role").textValue()).isEqualTo("assistant");
        assertThat(chunks.get(1).at("/choices/0/delta/role").textValue()).isEqualTo("assistant");
        assertThat(chunks.get(1).at("/choices/0/index").intValue()).isEqualTo(1);
        assertThat(chunks.get(6).at("/choices/0/finish_reason").textValue()).isEqualTo("stop");
        assertThat(chunks.get(7).at("/choices/0/finish_reason").textValue()).isEqualTo("length");
        assertThat(chunks.get(8).at("/usage/completion_tokens").intValue()).isEqualTo(4);
    }

    @Test
    void anEventWithoutItsChoiceIsAFailure() {
        assertThatThrownBy(() -> stream("vllm", "\"n\":2", "\"text_output\":\"a\""))
                .isInstanceOfSatisfying(
                        TritonException.class, e -> assertThat(e.kind()).isEqualTo(TritonException.Kind.BAD_ANSWER));
    }

    @Test
    void logProbabilitiesComeWithTheirText() throws Exception {
        String logprobs =
                "\"logprobs\":\"[{\\\"1\\\":{\\\"logprob\\\":-1,\\\"rank\\\":1,\\\"decoded_token\\\":\\\"%s\\\"}}]\"";
        List<JsonNode> chunks = stream(
                "vllm",
                "\"logprobs\":true",
                "\"text_output\":\"\"," + logprobs.formatted("a"),
                "\"text_output\":\"ab\"," + logprobs.formatted("b"),
                "\"text_output\":\"\"," + logprobs.formatted("<|eot|>"));
        assertThat(chunks.get(1).at("/choices/0/logprobs/content/0/token").textValue())
                .isEqualTo("a");
        assertThat(chunks.get(1).at("/choices/0/logprobs/content/1/token").textValue())
                .isEqualTo("b");
        assertThat(chunks.get(2).at("/choices/0/delta/content").textValue()).isEmpty();
        assertThat(chunks.get(2).at("/choices/0/logprobs/content/0/token").textValue())
                .isEqualTo("<|eot|>");
        assertThat(chunks.get(3).at("/choices/0/finish_reason").textValue()).isEqualTo("stop");
    }

    @Test
    void wholeTextsBecomeDeltas() throws Exception {
        List<JsonNode> chunks = stream(
                "tensorrt-llm-api",
                "",
                "\"text_output\":\" He\"",
                "\"text_output\":\" He na\uFFFD\"",
                "\"text_output\":\" He naï\uFFFD\uFFFD\"",
                "\"text_output\":\" He naï🙂\"",
                "\"text_output\":\"\"");
        assertThat(chunks.stream()
                        .map(chunk -> chunk.at("/choices/0/delta/content").textValue())
                        .toList())
                .containsExactly("", " He", " na", "ï", "🙂", null);
    }

    @Test
    void anUnresolvedReplacementCharacterIsSentAtTheEnd() throws Exception {
        assertThat(content(stream("tensorrt-llm-api", "", "\"text_output\":\"a\uFFFD\""), 0))
                .isEqualTo("a\uFFFD");
    }

    @Test
    void anUnpairedSurrogateWaitsForItsOtherHalf() throws Exception {
        for (String dialect : Dialects.NAMES) {
            boolean whole = dialect.equals("tensorrt-llm-api");
            List<JsonNode> chunks = stream(
                    dialect,
                    "",
                    "\"text_output\":\"a\\ud83d\"",
                    "\"text_output\":\"" + (whole ? "a\\ud83d" : "") + "\\ude42b\\ud83d\"");
            assertThat(chunks.get(1).at("/choices/0/delta/content").textValue()).isEqualTo("a");
            assertThat(chunks.get(2).at("/choices/0/delta/content").textValue()).isEqualTo("🙂b");
            assertThat(chunks.get(3).at("/choices/0/delta/content").textValue()).isEqualTo("\uFFFD");
        }
    }

    @Test
    void aLongTextIsNotComparedWithTheSentText() {
        DeltaStage delta = new DeltaStage(true);
        StringBuilder text = new StringBuilder();
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            text.append(i).append(' ');
            // other characters where others have left: reading them would show
            String event = "?".repeat(delta.taken()) + text.substring(delta.taken());
            all.append(delta.push(event));
        }
        assertThat(all).hasToString(text.toString());
    }

    @Test
    void aStopStringIsFoundInWholeTexts() throws Exception {
        Dialect bls = Dialects.named("tensorrt-llm", new DialectOptions("structured_outputs", true));
        ChatStream translator = new ChatStream(Requests.call(bls, Requests.with("\"stop\":\"END\"")));
        push(translator, "\"text_output\":\"one E\"");
        assertThat(translator.complete()).isFalse();
        push(translator, "\"text_output\":\"one END two\"");
        assertThat(translator.complete()).isTrue();
        push(translator, "\"text_output\":\"one END two three\"");
        translator.end(out);
        assertThat(content(chunks(), 0)).isEqualTo("one ");
    }

    @ParameterizedTest
    @CsvSource({"vllm, \"text_output\":\"a\"", "tensorrt-llm-api, \"text_output\":\"a\""})
    void aStreamIsCompleteWhenItsLastFinishReasonHasCome(String dialect, String text) throws Exception {
        ChatStream translator =
                new ChatStream(Requests.call(Dialects.named(dialect, DialectOptions.DEFAULT), Requests.with(USAGE)));
        push(translator, text + ",\"finish_reason\":\"None\"");
        assertThat(translator.complete()).isFalse();
        push(translator, text + ",\"finish_reason\":\"length\",\"num_input_tokens\":3,\"num_output_tokens\":4");
        assertThat(translator.finished()).isTrue();
        assertThat(translator.complete()).isTrue();
        translator.end(out);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("\"length\"", "\"total_tokens\":7")
                .endsWith("data: [DONE]\n\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vllm | \"text_output\":\"a\",\"finish_reason\":\"None\"",
                "tensorrt-llm-api | \"text_output\":\"a\",\"finish_reason\":\"None\"",
                "vllm | \"text_output\":[\"a\"],\"finish_reason\":[\"None\"]"
            })
    void aStreamThatEndsBeforeItsFinishReasonIsCut(String dialect, String event) {
        assertThatThrownBy(() -> stream(dialect, "\"stream\":true", event, event))
                .isInstanceOfSatisfying(
                        TritonException.class, e -> assertThat(e.kind()).isEqualTo(TritonException.Kind.BAD_ANSWER));
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("[DONE]", "\"finish_reason\":\"stop\"");
    }

    @Test
    void everyChoiceNeedsItsFinishReason() {
        assertThatThrownBy(() -> stream(
                        "vllm",
                        "\"stream\":true,\"n\":2",
                        "\"text_output\":[\"a\",\"b\"],\"finish_reason\":[\"stop\",\"None\"]"))
                .hasMessageContaining("finish reason");
    }

    @Test
    void aModelThatHasNoInputForFinishReasonsProvesNothing() throws Exception {
        assertThat(stream("vllm", "", "\"text_output\":\"a\"")).isNotEmpty();
        for (String dialect : List.of("generic", "tensorrt-llm")) {
            assertThat(stream(dialect, "", "\"text_output\":\"a\",\"finish_reason\":\"None\""))
                    .isNotEmpty();
        }
    }

    @Test
    void anySplitOfTheBytesGivesTheSameChunks() {
        String events = event("\"text_output\":\" Hello\",\"finish_reason\":\"None\",\"num_output_tokens\":1")
                + event("\"text_output\":\" \\\"quoted\\\"\\n\",\"finish_reason\":\"None\",\"num_output_tokens\":1")
                + event("\"text_output\":\"naïve 🙂\\ud83d\",\"finish_reason\":\"None\",\"num_output_tokens\":1")
                + event("\"text_output\":\"\\ude42 end\",\"finish_reason\":\"stop\",\"num_output_tokens\":1");
        byte[] bytes = events.getBytes(StandardCharsets.UTF_8);
        GenerateCall call = Requests.call("vllm", Requests.with(USAGE));
        byte[] expected = Splits.translate(call, bytes, new int[0]);
        assertThat(new String(expected, StandardCharsets.UTF_8))
                .contains("\\uD83D\\uDE42", "\"finish_reason\":\"stop\"");
        Random random = new Random(20260307);
        for (int round = 0; round < 10_000; round++) {
            int[] cuts = Splits.random(random, bytes.length);
            assertThat(Splits.translate(call, bytes, cuts))
                    .as("cut at %s", cuts)
                    .isEqualTo(expected);
        }
    }

    private List<JsonNode> stream(String dialect, String fields, String... events) throws Exception {
        out.reset();
        ChatStream translator = new ChatStream(Requests.call(dialect, Requests.with(fields)));
        for (String event : events) {
            push(translator, event);
        }
        translator.end(out);
        return chunks();
    }

    private void push(ChatStream translator, String event) {
        byte[] bytes = event(event).getBytes(StandardCharsets.UTF_8);
        translator.push(bytes, 0, bytes.length, out);
    }

    private static String event(String fields) {
        return "data: {" + fields + "}\n\n";
    }

    private List<JsonNode> chunks() throws Exception {
        List<JsonNode> chunks = new ArrayList<>();
        for (String event : out.toString(StandardCharsets.UTF_8).split("\n\n")) {
            if (!event.equals("data: [DONE]")) {
                chunks.add(OpenAiJson.mapper().readTree(event.substring("data: ".length())));
            }
        }
        return chunks;
    }

    private static String content(List<JsonNode> chunks, int index) {
        StringBuilder content = new StringBuilder();
        for (JsonNode chunk : chunks) {
            if (chunk.at("/choices/0/index").intValue() == index) {
                content.append(chunk.at("/choices/0/delta/content").asText(""));
            }
        }
        return content.toString();
    }
}

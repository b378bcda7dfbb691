package io.openaitriton.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.CollectedAnswer;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletion;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.ChatRequest;
import io.openaitriton.generation.EndpointChoice;
import io.openaitriton.generation.Generation;
import io.openaitriton.generation.ModelProfile;
import io.openaitriton.generation.TokenCount;
import io.openaitriton.generation.Tool;
import io.openaitriton.generation.ToolUse;
import io.openaitriton.generation.ToolUse.Choice;
import io.openaitriton.response.ResponseFormat;
import io.openaitriton.response.ResponseReading;
import io.openaitriton.response.ResponseReading.Enforced;
import io.openaitriton.response.ResponseTemplates;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.dialect.DialectOptions;
import io.openaitriton.triton.dialect.Dialects;
import io.openaitriton.triton.dialect.GenerateCall;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers to texts with tool calls and reasoning, whole and streamed. */
class ReadAnswersTest {
    private static final String USAGE = "\"stream\":true,\"stream_options\":{\"include_usage\":true}";
    private static final String CALL =
            "<tool_call>\n{\"name\": \"read\", \"arguments\": {\"path\": \"a.txt\"}}\n</tool_call>";
    private static final String NOW = "<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>";

    private String tools = "hermes";
    private String reasoning = "think";
    private String prompt = "<|im_start|>assistant\n";
    private Choice choice = Choice.AUTO;
    private TokenCount tokenizer;

    @Test
    void aCallIsNotText() {
        ChatCompletion.Choice answer = whole("Let me see.\n" + CALL, "stop");
        assertThat(answer.message().content()).isEqualTo("Let me see.");
        assertThat(answer.message().toolCalls()).singleElement().satisfies(call -> {
            assertThat(call.id()).matches("call_[A-Za-z0-9]{24}");
            assertThat(call.type()).isEqualTo("function");
            assertThat(call.function()).isEqualTo(new ChatCompletion.Function("read", "{\"path\": \"a.txt\"}"));
        });
        assertThat(answer.finishReason()).isEqualTo("tool_calls");
    }

    @Test
    void anAnswerWithoutCallsHasNoListOfThem() {
        ChatCompletion.Choice answer = whole("No tool.", "stop");
        assertThat(answer.message()).isEqualTo(new ChatCompletion.Message("assistant", "No tool."));
        assertThat(answer.finishReason()).isEqualTo("stop");
    }

    @Test
    void reasoningIsNotText() {
        ChatCompletion.Choice answer = whole("<think>\nHm.\n</think>\n\nYes.", "stop");
        assertThat(answer.message().reasoningContent()).isEqualTo("Hm.");
        assertThat(answer.message().content()).isEqualTo("Yes.");
        assertThat(answer.finishReason()).isEqualTo("stop");
    }

    @Test
    void thoughtsThatThePromptOpenedAreReadWithoutTools() {
        prompt = "<|im_start|>assistant\n<think>\n";
        tools = null;
        ChatCompletion.Choice answer = whole("Hm.\n</think>\n\n" + CALL, "stop");
        assertThat(answer.message().reasoningContent()).isEqualTo("Hm.");
        assertThat(answer.message().content()).isEqualTo(CALL);
        assertThat(answer.finishReason()).isEqualTo("stop");
    }

    @Test
    void aCutWithinACallSaysLength() {
        ChatCompletion.Choice answer = whole(CALL.substring(0, CALL.indexOf(".txt")), "length");
        assertThat(answer.finishReason()).isEqualTo("length");
        assertThat(answer.message().content()).isNull();
        assertThat(answer.message().toolCalls())
                .singleElement()
                .satisfies(call -> assertThat(call.function().arguments()).startsWith("{\"path\": \"a"));
    }

    @Test
    void aCutWithinThoughtsSaysLength() {
        ChatCompletion.Choice answer = whole("<think>\nHm. I thi", "length");
        assertThat(answer.finishReason()).isEqualTo("length");
        assertThat(answer.message().content()).isNull();
        assertThat(answer.message().reasoningContent()).isEqualTo("Hm. I thi");
    }

    @Test
    void aToolThatTheRequestNamedEndsWithStop() {
        choice = Choice.NAMED;
        ChatCompletion.Choice enforced = whole("{\"path\": \"a.txt\"}", "stop");
        assertThat(enforced.finishReason()).isEqualTo("stop");
        assertThat(enforced.message().toolCalls())
                .singleElement()
                .satisfies(call -> assertThat(call.function())
                        .isEqualTo(new ChatCompletion.Function("read", "{\"path\": \"a.txt\"}")));
        assertThat(whole("{\"path\": \"a", "length").finishReason()).isEqualTo("length");
    }

    @Test
    void requiredCallsEndWithToolCalls() {
        choice = Choice.REQUIRED;
        ChatCompletion.Choice answer = whole(
                "[{\"name\": \"read\", \"parameters\": {\"path\": \"a\"}}, {\"name\": \"now\", \"parameters\": {}}]",
                "stop");
        assertThat(answer.finishReason()).isEqualTo("tool_calls");
        assertThat(answer.message().toolCalls()).hasSize(2);
    }

    @Test
    void aStopStringWithinACallLosesNothing() {
        ChatCompletion.Choice answer = choice(completion(call("\"stop\":\"</tool_call>\""), event(CALL, "stop", null)));
        // the gateway applies stop strings for this dialect
        assertThat(answer.message().toolCalls()).hasSize(1);
        assertThat(answer.message().content()).isNull();
    }

    @Test
    void idsAreTheModelsOwnOrNew() {
        tools = "kimi_k2";
        reasoning = null;
        String section = "<|tool_calls_section_begin|>%s<|tool_calls_section_end|>";
        String call = "<|tool_call_begin|>functions.read:0<|tool_call_argument_begin|>{}<|tool_call_end|>";
        assertThat(whole(section.formatted(call), "stop").message().toolCalls())
                .extracting(ChatCompletion.ToolCall::id)
                .containsExactly("functions.read:0");
        List<ChatCompletion.ToolCall> twice =
                whole(section.formatted(call + call), "stop").message().toolCalls();
        assertThat(twice.get(0).id()).isEqualTo("functions.read:0");
        assertThat(twice.get(1).id()).isEqualTo("functions.read:1");
    }

    @Test
    void newIdsOfATemplateThatWritesNoNamesHoldThem() {
        tools = "kimi_k2";
        reasoning = null;
        choice = Choice.REQUIRED;
        prompt = "<|tool_call_begin|>functions.now:1<|tool_call_argument_begin|>{}<|tool_call_end|>";
        String calls = "[{\"name\": \"now\", \"parameters\": {}}, {\"name\": \"now\", \"parameters\": {}}]";
        assertThat(whole(calls, "stop").message().toolCalls())
                .extracting(ChatCompletion.ToolCall::id)
                .containsExactly("functions.now:0", "functions.now:2");
    }

    @Test
    void mistralsIdsHaveNineLettersAndDigits() {
        tools = "mistral";
        reasoning = null;
        assertThat(whole("[TOOL_CALLS]read[ARGS]{}[TOOL_CALLS]now{}", "stop")
                        .message()
                        .toolCalls())
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.id()).matches("[A-Za-z0-9]{9}"))
                .doesNotHaveDuplicates();
    }

    @Test
    void idsAreNeverGivenTwice() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            assertThat(ids.add(new CallIds(ResponseReading.TEXT).of(null, "f"))).isTrue();
        }
    }

    @Test
    void eachChoiceIsReadByItself() {
        String event = "{\"text_output\":[" + Requests.json(CALL) + ","
                + Requests.json("<think>\nHm.\n</think>\n\nYes.") + "," + Requests.json("Plain <tool_call> text.")
                + "],\"finish_reason\":[\"stop\",\"stop\",\"stop\"]}";
        ChatCompletion answer = completion(call("\"n\":3"), event);
        assertThat(answer.choices())
                .extracting(ChatCompletion.Choice::finishReason)
                .containsExactly("tool_calls", "stop", "stop");
        assertThat(answer.choices().get(0).message().toolCalls()).hasSize(1);
        assertThat(answer.choices().get(1).message().reasoningContent()).isEqualTo("Hm.");
        assertThat(answer.choices().get(2).message().content()).isEqualTo("Plain <tool_call> text.");
    }

    /** The rules that clients' accumulators rest on. */
    @Test
    void anySplitOfAStreamGivesTheSameEvents() throws Exception {
        String text = "<think>\nZürich 🙂\n</think>\n\nLet me see.\n" + CALL + "\n" + NOW;
        ChatCompletion.Choice whole = whole(text, "stop");
        Random random = new Random(20261129);
        for (int round = 0; round < 300; round++) {
            StringBuilder events = new StringBuilder();
            int at = 0;
            while (at < text.length()) {
                int end = round == 0 ? text.length() : Math.min(text.length(), at + 1 + random.nextInt(round % 20 + 1));
                if (end < text.length() && Character.isLowSurrogate(text.charAt(end))) {
                    end++;
                }
                events.append("data: ")
                        .append(event(text.substring(at, end), end == text.length() ? "stop" : "None", 1))
                        .append("\n\n");
                at = end;
            }
            byte[] bytes = events.toString().getBytes(StandardCharsets.UTF_8);
            int[] cuts = Splits.random(random, bytes.length);
            String out = new String(Splits.translate(call(USAGE), bytes, cuts), StandardCharsets.UTF_8);
            assertThat(told(out))
                    .as(out)
                    .isEqualTo(Map.of(
                            "reasoning", "Zürich 🙂",
                            "content", "Let me see.",
                            "calls",
                                    whole.message().toolCalls().stream()
                                            .map(ChatCompletion.ToolCall::function)
                                            .toList(),
                            "finish", "tool_calls"));
        }
    }

    @Test
    void anErrorWithinACallHasNoFinishReason() {
        byte[] events = ("data: " + event(CALL.substring(0, 60), "None", 1) + "\n\ndata: {\"error\":\"gone\"}\n\n")
                .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ChatStream stream = new ChatStream(call(USAGE));
        assertThatThrownBy(() -> stream.push(events, 0, events.length, out)).isInstanceOf(TritonException.class);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("\"name\":\"read\"")
                .doesNotContain("\"finish_reason\":\"", "[DONE]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // one token an event: marks are none of the thoughts
                "`<think>~\\n~Hm~.~</think>~\\n\\n~Yes` | 1 | 3",
                "`Yes~.` | 1 | 0",
                // an event with the last thought and the text cannot be parted
                "`<think>~Hm~.</think>Yes` | 2 | ",
                "`<think>~Hm~.~</think>~Yes~.` | 1 | 2",
            })
    void thoughtsAreCountedByTheBackendsEvents(String texts, int tokens, String expected) throws Exception {
        assertThat(reasoningTokens(texts, tokens)).isEqualTo(expected);
    }

    @Test
    void thoughtsThatThePromptOpenedCountFromTheFirstEvent() throws Exception {
        prompt = "<think>\n";
        assertThat(reasoningTokens("Hm~.~</think>~Yes", 1)).isEqualTo("2");
        assertThat(reasoningTokens("Hm~. And so on~ for ever", 5)).isEqualTo("15");
    }

    @Test
    void aTokenizerCountsThoughtsInAnyAnswer() throws Exception {
        tokenizer = (text, limit) -> text.length();
        assertThat(reasoningTokens("<think>~Hm~.</think>Yes", 2)).isEqualTo("3");
        ChatCompletion whole = completion(call(""), event("<think>Hmm</think>Yes", "stop", 9));
        assertThat(whole.usage().details().reasoningTokens()).isEqualTo(3);
        assertThat(whole.usage().completionTokens()).isEqualTo(9);
    }

    @Test
    void reasoningNeverHasMoreTokensThanTheAnswer() {
        tokenizer = (text, limit) -> text.length();
        ChatCompletion whole = completion(call(""), event("<think>Hmmmmmmmm</think>Yes", "stop", 5));
        assertThat(whole.usage().details().reasoningTokens()).isEqualTo(5);
    }

    @Test
    void aModelWithoutReasoningHasNoCountOfIt() {
        reasoning = null;
        tokenizer = (text, limit) -> text.length();
        assertThat(completion(call(""), event("Yes", "stop", 9)).usage().details())
                .isNull();
    }

    @Test
    void theReasoningTokensOfASingleEventAreNotEstimated() {
        assertThat(completion(call(""), event("<think>Hm</think>Yes", "stop", 9))
                        .usage()
                        .details())
                .isNull();
        assertThat(completion(call(""), event("Yes", "stop", 9))
                        .usage()
                        .details()
                        .reasoningTokens())
                .isZero();
    }

    private String reasoningTokens(String texts, int tokens) throws Exception {
        List<String> parts =
                new ArrayList<>(Arrays.asList(texts.replace("\\n", "\n").split("~")));
        StringBuilder events = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            events.append("data: ")
                    .append(event(parts.get(i), i == parts.size() - 1 ? "stop" : "None", tokens))
                    .append("\n\n");
        }
        String out = new String(
                Splits.translate(call(USAGE), events.toString().getBytes(StandardCharsets.UTF_8), new int[0]),
                StandardCharsets.UTF_8);
        for (String line : out.split("\n\n")) {
            if (line.contains("\"usage\"")) {
                JsonNode usage = OpenAiJson.mapper().readTree(line.substring(6)).get("usage");
                return usage.has("completion_tokens_details")
                        ? usage.at("/completion_tokens_details/reasoning_tokens")
                                .asText()
                        : null;
            }
        }
        throw new AssertionError(out);
    }

    /** Reads a stream as clients do, and checks what they rest on. */
    private static Map<String, Object> told(String out) throws Exception {
        StringBuilder content = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        List<String[]> calls = new ArrayList<>();
        String finish = null;
        boolean first = true;
        for (String line : out.split("\n\n")) {
            if (line.equals("data: [DONE]") || line.contains("\"choices\":[]")) {
                continue;
            }
            JsonNode chunk = OpenAiJson.mapper().readTree(line.substring(6)).at("/choices/0");
            assertThat(finish).as("nothing comes after the finish reason").isNull();
            JsonNode delta = chunk.get("delta");
            if (first) {
                assertThat(delta).hasToString("{\"role\":\"assistant\",\"content\":null}");
                first = false;
                continue;
            }
            assertThat(delta.size()).isEqualTo(chunk.get("finish_reason").isNull() ? 1 : 0);
            content.append(delta.path("content").asText());
            reasoning.append(delta.path("reasoning_content").asText());
            if (delta.has("tool_calls")) {
                JsonNode call = delta.get("tool_calls").get(0);
                int index = call.get("index").intValue();
                if (call.has("id")) {
                    assertThat(index).isEqualTo(calls.size());
                    assertThat(call.get("type").textValue()).isEqualTo("function");
                    assertThat(call.at("/function/arguments").textValue()).isEmpty();
                    calls.add(new String[] {call.at("/function/name").textValue(), ""});
                } else {
                    assertThat(index).isEqualTo(calls.size() - 1);
                    assertThat(call.at("/function").size()).isEqualTo(1);
                    assertThat(call.at("/function/arguments").textValue()).isNotEmpty();
                    calls.get(index)[1] += call.at("/function/arguments").textValue();
                }
            }
            finish = chunk.get("finish_reason").textValue();
        }
        return Map.of(
                "reasoning",
                reasoning.toString(),
                "content",
                content.toString(),
                "calls",
                calls.stream()
                        .map(call -> new ChatCompletion.Function(call[0], call[1]))
                        .collect(Collectors.toList()),
                "finish",
                String.valueOf(finish));
    }

    private ChatCompletion.Choice whole(String text, String finish) {
        return choice(completion(call(""), event(text, finish, null)));
    }

    private static ChatCompletion.Choice choice(ChatCompletion completion) {
        return completion.choices().get(0);
    }

    private static ChatCompletion completion(GenerateCall call, String answer) {
        CollectedAnswer collected = new CollectedAnswer();
        OutputPipeline pipeline = new OutputPipeline(call, true, 0, collected::write);
        byte[] json = answer.getBytes(StandardCharsets.UTF_8);
        pipeline.answer(json, 0, json.length);
        pipeline.end();
        return (ChatCompletion) new ChatRequest(Requests.with("")).surface().whole(Requests.HEAD, collected);
    }

    private static String event(String text, String finish, Integer tokens) {
        return "{\"text_output\":" + Requests.json(text) + ",\"finish_reason\":\"" + finish + "\""
                + (tokens == null ? "" : ",\"num_input_tokens\":7,\"num_output_tokens\":" + tokens) + "}";
    }

    /** A call whose answer is read as the fields of this test say. */
    private GenerateCall call(String fields) {
        ResponseFormat format = new ResponseFormat(
                tools == null ? null : ResponseTemplates.tools(tools),
                reasoning == null ? null : ResponseTemplates.reasoning(reasoning));
        ModelProfile profile = new ModelProfile(Requests.DEFAULTS, EndpointChoice.GENERATE, format, tokenizer, null);
        ChatCompletionRequest request = Requests.with(fields);
        GenerateCall call = Requests.call(request, profile, Dialects.named("vllm", DialectOptions.DEFAULT));
        Generation plain = call.generation();
        ToolUse use = tools == null
                ? null
                : new ToolUse(
                        List.of(new Tool("read", null, false), new Tool("now", null, false)),
                        choice,
                        choice == Choice.NAMED ? "read" : null,
                        true);
        Generation generation = new Generation(
                plain.prompt(),
                plain.sampling(),
                plain.fields(),
                plain.names(),
                plain.form(),
                plain.images(),
                use,
                format,
                plain.answer(),
                plain.counter());
        Map<String, JsonNode> schemas = new LinkedHashMap<>();
        if (use != null) {
            use.tools().forEach(tool -> schemas.put(tool.name(), tool.parameters()));
        }
        Enforced enforced = switch (choice) {
            case AUTO -> Enforced.NOTHING;
            case REQUIRED -> Enforced.CALLS;
            case NAMED -> Enforced.ARGUMENTS;
        };
        ResponseReading reading = new ResponseReading(
                format, prompt, schemas, enforced, enforced == Enforced.ARGUMENTS ? "read" : null, true);
        return new GenerateCall(
                call.request(),
                generation,
                call.dialect(),
                reading,
                List.of("</tool_call>").stream()
                        .filter(stop -> fields.contains("\"stop\""))
                        .toList());
    }
}

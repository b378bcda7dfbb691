package io.openaitriton.api.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.CollectedAnswer;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.PieceWriter;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.GenerationEvent;
import io.openaitriton.generation.GenerationEvent.CallDelta;
import io.openaitriton.generation.GenerationEvent.CallStarted;
import io.openaitriton.generation.GenerationEvent.ChoiceEnded;
import io.openaitriton.generation.GenerationEvent.Ended;
import io.openaitriton.generation.GenerationEvent.ReasoningDelta;
import io.openaitriton.generation.GenerationEvent.Started;
import io.openaitriton.generation.GenerationEvent.TextDelta;
import io.openaitriton.generation.Usage;
import io.openaitriton.junit.Golden;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The events of a stream, byte for byte; the records of the same stream; and the same answer whole. */
class MessageEventsTest {
    private static final Golden GOLDEN = Golden.of("messages");
    private static final AnswerHead HEAD = new AnswerHead("msg_1", 1, "claude-opus-4-8");

    @Test
    void text() {
        check(
                "text.sse",
                Thoughts.NONE,
                FinishReason.STOP,
                new TextDelta(0, "Hel", null),
                new TextDelta(0, "lo \"you\"\n\u00e9\ud83d\ude00", null));
    }

    @Test
    void thoughtsThenTextThenCalls() {
        check("all-blocks.sse", Thoughts.SHOWN, FinishReason.TOOL_CALLS, ALL);
    }

    @Test
    void reasoningIsLeftOutUnlessRequested() {
        check("no-thoughts.sse", Thoughts.NONE, FinishReason.TOOL_CALLS, ALL);
    }

    @Test
    void omittedThoughtsAreAnEmptyBlockWithASignature() {
        check(
                "omitted-thoughts.sse",
                Thoughts.OMITTED,
                FinishReason.STOP,
                new ReasoningDelta(0, "Hm", null),
                new TextDelta(0, "Hi", null));
    }

    @Test
    void aCallWithoutArgumentsHasAnEmptyObject() {
        check(
                "no-arguments.sse",
                Thoughts.NONE,
                FinishReason.TOOL_CALLS,
                new CallStarted(0, 0, "call_1", "List", null));
    }

    @Test
    void aForcedToolEndsWithToolUse() {
        assertThat(whole(Thoughts.NONE, new ChoiceEnded(0, FinishReason.STOP), call("{}"))
                        .stopReason())
                .isEqualTo("tool_use");
        assertThat(stream(Thoughts.NONE, new ChoiceEnded(0, FinishReason.STOP), call("{}")))
                .contains("\"stop_reason\":\"tool_use\"");
    }

    @Test
    void theStopSequenceIsReported() {
        check(
                "stop-sequence.sse",
                Thoughts.NONE,
                new ChoiceEnded(0, FinishReason.STOP, "END", false),
                new TextDelta(0, "Hi", null));
        Message whole =
                whole(Thoughts.NONE, new ChoiceEnded(0, FinishReason.STOP, "END", false), new TextDelta(0, "Hi", null));
        assertThat(whole.stopReason()).isEqualTo("stop_sequence");
        assertThat(whole.stopSequence()).isEqualTo("END");
    }

    @Test
    void theReasonOfACutAnswerIsReported() {
        assertThat(whole(Thoughts.NONE, new ChoiceEnded(0, FinishReason.LENGTH, null, false))
                        .stopReason())
                .isEqualTo("max_tokens");
        assertThat(whole(Thoughts.NONE, new ChoiceEnded(0, FinishReason.LENGTH, null, true))
                        .stopReason())
                .isEqualTo("model_context_window_exceeded");
    }

    @Test
    void aCallThatWasCutIsLeftOut() {
        Message cut = whole(Thoughts.NONE, new ChoiceEnded(0, FinishReason.LENGTH), call("{\"a\":"));
        assertThat(cut.content()).isEmpty();
        assertThat(cut.stopReason()).isEqualTo("max_tokens");
    }

    @Test
    void argumentsThatAreNotAnObjectFail() {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> whole(Thoughts.NONE, new ChoiceEnded(0, FinishReason.TOOL_CALLS), call("[1]")))
                .satisfies(e -> assertThat(e.status()).isEqualTo(502));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "\"a\"", "1", "{\"a\":", "{} {}", "nothing"})
    void argumentsThatAreNoObjectEndAStreamWithAFailure(String arguments) {
        for (PieceWriter<?> writer :
                List.of(new MessageEventWriter(HEAD, Thoughts.NONE), new MessageRecords(HEAD, Thoughts.NONE))) {
            List<GenerationEvent> events = all(new ChoiceEnded(0, FinishReason.TOOL_CALLS), call(arguments));
            assertThatExceptionOfType(ApiException.class)
                    .isThrownBy(() -> events.forEach(writer::write))
                    .satisfies(e -> assertThat(e.status()).isEqualTo(502))
                    .withMessageContaining("'Read'");
        }
    }

    @Test
    void aCallThatWasCutEndsItsBlockInAStreamWithTheReason() {
        assertThat(stream(Thoughts.NONE, new ChoiceEnded(0, FinishReason.LENGTH), call("{\"a\":")))
                .contains(
                        "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\":\"}}\n\nevent: content_block_stop\n")
                .contains("\"stop_reason\":\"max_tokens\"");
    }

    @Test
    void whiteSpaceIsNoBlock() {
        assertThat(stream(
                        Thoughts.SHOWN,
                        new ChoiceEnded(0, FinishReason.TOOL_CALLS),
                        new ReasoningDelta(0, "Hm", null),
                        new TextDelta(0, "\n\n", null),
                        call("{}")[0],
                        new TextDelta(0, "\n", null)))
                .doesNotContain("\"text\"");
    }

    @Test
    void aFailureIsAnEventWithItsName() {
        MessageEventWriter writer = new MessageEventWriter(HEAD, Thoughts.NONE);
        writer.fail(ApiException.server(503, "overloaded", "Too much.", null));
        assertThat(new String(writer.take(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Too much.\"}}\n\n");
    }

    @Test
    void theWholeAnswerHasTheSameBlocks() throws Exception {
        JsonNode whole = OpenAiJson.mapper()
                .valueToTree(whole(Thoughts.SHOWN, new ChoiceEnded(0, FinishReason.TOOL_CALLS), ALL));
        GOLDEN.check("whole.json", whole.toPrettyString() + "\n");
    }

    private static final GenerationEvent[] ALL = {
        new ReasoningDelta(0, "Which ", null),
        new ReasoningDelta(0, "tool?", null),
        new TextDelta(0, "\n\n", null),
        new TextDelta(0, "I look.", null),
        new CallStarted(0, 0, "call_1", "Read", null),
        new CallDelta(0, 0, "{\"path\":", null),
        new CallDelta(0, 0, " \"a\"}", null),
        new TextDelta(0, "\n", null),
        new CallStarted(0, 1, "call_2", "List", null),
        new CallDelta(0, 1, "{}", null)
    };

    private static GenerationEvent[] call(String arguments) {
        return new GenerationEvent[] {
            new CallStarted(0, 0, "call_1", "Read", null), new CallDelta(0, 0, arguments, null)
        };
    }

    private static void check(String file, Thoughts thoughts, FinishReason reason, GenerationEvent... events) {
        check(file, thoughts, new ChoiceEnded(0, reason), events);
    }

    private static void check(String file, Thoughts thoughts, ChoiceEnded end, GenerationEvent... events) {
        String stream = stream(thoughts, end, events);
        GOLDEN.check(file, stream);
        MessageRecords writer = new MessageRecords(HEAD, thoughts);
        all(end, events).forEach(writer::write);
        assertThat(writer.take().stream().map(record -> json(text(record))))
                .containsExactlyElementsOf(stream.lines()
                        .filter(line -> line.startsWith("data: "))
                        .map(line -> json(line.substring("data: ".length())))
                        .toList());
    }

    private static String stream(Thoughts thoughts, ChoiceEnded end, GenerationEvent... events) {
        MessageEventWriter writer = new MessageEventWriter(HEAD, thoughts);
        all(end, events).forEach(writer::write);
        return new String(writer.take(), StandardCharsets.UTF_8);
    }

    private static Message whole(Thoughts thoughts, ChoiceEnded end, GenerationEvent... events) {
        CollectedAnswer answer = new CollectedAnswer();
        all(end, events).forEach(answer::write);
        return (Message) new MessagesSurface(thoughts).whole(HEAD, answer);
    }

    private static List<GenerationEvent> all(ChoiceEnded end, GenerationEvent... events) {
        List<GenerationEvent> all = new ArrayList<>();
        all.add(new Started(1, false, () -> 12L));
        all.addAll(List.of(events));
        all.add(end);
        all.add(new Ended(new Usage(12, 5)));
        return all;
    }

    private static String text(Object record) {
        try {
            return OpenAiJson.mapper().writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return OpenAiJson.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}

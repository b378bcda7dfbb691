package io.openaitriton.api.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.api.CollectedAnswer;
import io.openaitriton.api.PieceWriter;
import io.openaitriton.api.ReasoningField;
import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.GenerationEvent;
import io.openaitriton.generation.GenerationEvent.CallDelta;
import io.openaitriton.generation.GenerationEvent.CallStarted;
import io.openaitriton.generation.GenerationEvent.ChoiceEnded;
import io.openaitriton.generation.GenerationEvent.Ended;
import io.openaitriton.generation.GenerationEvent.ReasoningDelta;
import io.openaitriton.generation.GenerationEvent.Started;
import io.openaitriton.generation.GenerationEvent.TextDelta;
import io.openaitriton.generation.TokenLogprob;
import io.openaitriton.generation.Usage;
import io.openaitriton.generation.Usage.CompletionTokensDetails;
import io.openaitriton.junit.Golden;
import io.openaitriton.output.Requests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tool calls and reasoning in answers, whole and streamed, as bytes and as records. */
class AnswersBesideTextTest {
    private static final Golden GOLDEN = Golden.of("chat-answers");
    private static final Usage USAGE = new Usage(20, 9, new CompletionTokensDetails(4));

    @Test
    void oneCall() {
        check(
                "call.txt",
                ReasoningField.REASONING_CONTENT,
                new CallStarted(0, 0, "call_1", "read", null),
                new CallDelta(0, 0, "{\"path\": ", null),
                new CallDelta(0, 0, "\"a \\\"b\\\".txt\"}", null),
                new ChoiceEnded(0, FinishReason.TOOL_CALLS),
                new Ended(new Usage(20, 9)));
    }

    @Test
    void textAndParallelCalls() {
        check(
                "text-and-parallel-calls.txt",
                ReasoningField.REASONING_CONTENT,
                new TextDelta(0, "Let me", null),
                new TextDelta(0, " see.", null),
                new CallStarted(0, 0, "functions.read:0", "read", null),
                new CallDelta(0, 0, "{\"n\": 9223372036854775807}", null),
                new CallStarted(0, 1, "functions.now:1", "now", null),
                new CallDelta(0, 1, "{}", null),
                new TextDelta(0, " Done.", null),
                new ChoiceEnded(0, FinishReason.TOOL_CALLS),
                new Ended(null));
    }

    @Test
    void thoughtsThenText() {
        check(
                "thoughts.txt",
                ReasoningField.REASONING_CONTENT,
                new ReasoningDelta(0, "Zürich?\n", null),
                new ReasoningDelta(0, "\"Yes\".", null),
                new TextDelta(0, "Zürich", null),
                new ChoiceEnded(0, FinishReason.STOP),
                new Ended(USAGE));
    }

    @Test
    void thoughtsThenACallInTheOtherField() {
        check(
                "thoughts-and-call-as-reasoning.txt",
                ReasoningField.REASONING,
                new ReasoningDelta(0, "I look.", null),
                new CallStarted(0, 0, "call_1", "read", null),
                new CallDelta(0, 0, "{}", null),
                new ChoiceEnded(0, FinishReason.TOOL_CALLS),
                new Ended(USAGE));
    }

    @Test
    void thoughtsInBothFields() {
        check(
                "thoughts-in-both.txt",
                ReasoningField.BOTH,
                new ReasoningDelta(0, "I \"think\".", null),
                new TextDelta(0, "So.", null),
                new ChoiceEnded(0, FinishReason.STOP),
                new Ended(USAGE));
    }

    @Test
    void thoughtsLeftOut() {
        check(
                "thoughts-left-out.txt",
                ReasoningField.NONE,
                new ReasoningDelta(0, "I think.", List.of(logprob("I think."))),
                new TextDelta(0, "So.", List.of(logprob("So."))),
                new ChoiceEnded(0, FinishReason.STOP),
                new Ended(USAGE));
    }

    @Test
    void cutOffWithinThoughts() {
        check(
                "cut-in-thoughts.txt",
                ReasoningField.REASONING_CONTENT,
                new ReasoningDelta(0, "I thi", null),
                new ChoiceEnded(0, FinishReason.LENGTH),
                new Ended(USAGE));
    }

    @Test
    void cutOffWithinACall() {
        check(
                "cut-in-call.txt",
                ReasoningField.REASONING_CONTENT,
                new CallStarted(0, 0, "call_1", "read", null),
                new CallDelta(0, 0, "{\"path\": \"a", null),
                new ChoiceEnded(0, FinishReason.LENGTH),
                new Ended(USAGE));
    }

    @Test
    void aToolThatTheRequestNamed() {
        check(
                "named.txt",
                ReasoningField.REASONING_CONTENT,
                new CallStarted(0, 0, "call_1", "read", null),
                new CallDelta(0, 0, "{}", null),
                new ChoiceEnded(0, FinishReason.STOP),
                new Ended(null));
    }

    @Test
    void logProbabilitiesOfAllParts() {
        check(
                "logprobs.txt",
                ReasoningField.REASONING_CONTENT,
                new ReasoningDelta(0, "Hm", List.of(logprob("Hm"))),
                new CallStarted(0, 0, "call_1", "now", List.of(logprob("<tool_call>"))),
                new CallDelta(0, 0, "{}", List.of(logprob("{}"))),
                new TextDelta(0, "", List.of(logprob("</tool_call>"))),
                new ChoiceEnded(0, FinishReason.TOOL_CALLS),
                new Ended(USAGE));
    }

    @Test
    void anEmptyAnswerIsAnEmptyText() {
        check(
                "nothing.txt",
                ReasoningField.REASONING_CONTENT,
                new ChoiceEnded(0, FinishReason.STOP),
                new Ended(new Usage(20, 0, new CompletionTokensDetails(0))));
    }

    @Test
    void eachChoiceHasItsOwn() {
        CollectedAnswer answer = new CollectedAnswer();
        List<GenerationEvent> events = List.of(
                new Started(3, false),
                new TextDelta(0, "text", null),
                new CallStarted(1, 0, "call_1", "read", null),
                new ReasoningDelta(2, "thought", null),
                new CallDelta(1, 0, "{}", null),
                new CallStarted(2, 0, "call_2", "now", null),
                new CallDelta(2, 0, "{\"a\":1}", null),
                new ChoiceEnded(0, FinishReason.STOP),
                new ChoiceEnded(1, FinishReason.TOOL_CALLS),
                new ChoiceEnded(2, FinishReason.TOOL_CALLS),
                new Ended(null));
        events.forEach(answer::write);
        ChatCompletion whole =
                (ChatCompletion) new ChatSurface(ReasoningField.REASONING_CONTENT).whole(Requests.HEAD, answer);
        assertThat(whole.choices().get(0).message()).isEqualTo(new ChatCompletion.Message("assistant", "text"));
        assertThat(whole.choices().get(1).message().content()).isNull();
        assertThat(whole.choices().get(1).message().toolCalls()).hasSize(1);
        assertThat(whole.choices().get(1).message().reasoningContent()).isNull();
        assertThat(whole.choices().get(2).message().reasoningContent()).isEqualTo("thought");
        assertThat(whole.choices()
                        .get(2)
                        .message()
                        .toolCalls()
                        .get(0)
                        .function()
                        .arguments())
                .isEqualTo("{\"a\":1}");
        assertThat(whole.choices())
                .extracting(ChatCompletion.Choice::finishReason)
                .containsExactly("stop", "tool_calls", "tool_calls");
    }

    private static void check(String name, ReasoningField field, GenerationEvent... events) {
        ChatSurface surface = new ChatSurface(field);
        CollectedAnswer answer = new CollectedAnswer();
        PieceWriter<byte[]> bytes = surface.events(Requests.HEAD);
        PieceWriter<List<Object>> records = surface.records(Requests.HEAD);
        List<GenerationEvent> all = new ArrayList<>(List.of(new Started(1, false)));
        all.addAll(List.of(events));
        for (GenerationEvent event : all) {
            answer.write(event);
            bytes.write(event);
            records.write(event);
        }
        String whole = Requests.json(surface.whole(Requests.HEAD, answer));
        String stream = new String(bytes.take(), StandardCharsets.UTF_8);
        GOLDEN.check(name, whole + "\n\n" + stream);
        StringBuilder data = new StringBuilder();
        for (Object record : records.take()) {
            data.append("data: ").append(Requests.json(record)).append("\n\n");
        }
        assertThat(data + "data: [DONE]\n\n").isEqualTo(stream);
    }

    private static TokenLogprob logprob(String token) {
        return new TokenLogprob(token, -0.5, null, List.of());
    }
}

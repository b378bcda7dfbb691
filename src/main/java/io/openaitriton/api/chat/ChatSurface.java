package io.openaitriton.api.chat;

import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.ChoiceLayout;
import io.openaitriton.api.ChunkWriter;
import io.openaitriton.api.CollectedAnswer;
import io.openaitriton.api.EventWriter;
import io.openaitriton.api.FinishReasons;
import io.openaitriton.api.PieceWriter;
import io.openaitriton.api.ReasoningField;
import io.openaitriton.api.RecordWriter;
import io.openaitriton.api.Surface;
import io.openaitriton.generation.TokenLogprob;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer to a chat.
 *
 * @param reasoning the field for the model's reasoning
 */
record ChatSurface(ReasoningField reasoning) implements Surface {
    private static final ChoiceLayout LAYOUT = new ChoiceLayout(null, "") {
        @Override
        public Object logprobs(int choice, List<TokenLogprob> logprobs) {
            return new ChoiceLogprobs(logprobs, null);
        }
    };

    @Override
    public String operation() {
        return "chat";
    }

    @Override
    public String idPrefix() {
        return "chatcmpl-";
    }

    @Override
    public Object whole(AnswerHead head, CollectedAnswer answer) {
        List<ChatCompletion.Choice> choices = new ArrayList<>(answer.choices().size());
        for (CollectedAnswer.Choice choice : answer.choices()) {
            List<TokenLogprob> logprobs =
                    reasoning == ReasoningField.NONE ? choice.spokenLogprobs() : choice.logprobs();
            choices.add(new ChatCompletion.Choice(
                    choices.size(),
                    message(choice),
                    logprobs == null ? null : new ChoiceLogprobs(logprobs, null),
                    FinishReasons.of(choice.finishReason())));
        }
        return new ChatCompletion(head.id(), head.created(), head.model(), choices, answer.usage());
    }

    private ChatCompletion.Message message(CollectedAnswer.Choice choice) {
        String text = choice.text();
        String thoughts = choice.reasoning();
        if (thoughts == null && choice.calls().isEmpty()) {
            return new ChatCompletion.Message("assistant", text);
        }
        List<ChatCompletion.ToolCall> calls = choice.calls().stream()
                .map(call -> new ChatCompletion.ToolCall(
                        call.id(), "function", new ChatCompletion.Function(call.name(), call.arguments())))
                .toList();
        return new ChatCompletion.Message(
                "assistant",
                text.isEmpty() ? null : text,
                reasoning.in(ReasoningField.REASONING_CONTENT, thoughts),
                reasoning.in(ReasoningField.REASONING, thoughts),
                calls.isEmpty() ? null : calls,
                null);
    }

    @Override
    public PieceWriter<byte[]> events(AnswerHead head) {
        return new EventWriter(head, ChunkWriter.Shape.chat(reasoning), LAYOUT);
    }

    @Override
    public RecordWriter records(AnswerHead head) {
        return new ChunkRecords(head, LAYOUT, reasoning);
    }
}

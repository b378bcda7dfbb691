package io.openaitriton.api.completions;

import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.ChunkWriter;
import io.openaitriton.api.CollectedAnswer;
import io.openaitriton.api.EventWriter;
import io.openaitriton.api.FinishReasons;
import io.openaitriton.api.PieceWriter;
import io.openaitriton.api.RecordWriter;
import io.openaitriton.api.Surface;
import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.GenerationEvent.CallDelta;
import io.openaitriton.generation.GenerationEvent.CallStarted;
import io.openaitriton.generation.Usage;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer to a plain prompt.
 *
 * @param firstIndex index of the first choice in a stream that several prompts share; null for a separate stream
 * @param prefix what stands before each text: the prompt that is echoed, or nothing
 */
public record CompletionsSurface(Integer firstIndex, String prefix) implements Surface {
    /** The stream that several prompts share: it writes its end, and its failure. */
    public static final Surface SHARED_STREAM = new CompletionsSurface(null, "");

    @Override
    public String operation() {
        return "completions";
    }

    @Override
    public String idPrefix() {
        return "cmpl-";
    }

    @Override
    public Completion whole(AnswerHead head, CollectedAnswer answer) {
        List<Completion.Choice> choices = new ArrayList<>(answer.choices().size());
        for (CollectedAnswer.Choice choice : answer.choices()) {
            choices.add(new Completion.Choice(
                    choices.size(),
                    prefix + choice.text(),
                    choice.logprobs() == null ? null : CompletionLogprobs.of(choice.logprobs(), 0),
                    FinishReasons.of(choice.finishReason())));
        }
        return new Completion(head.id(), head.created(), head.model(), choices, answer.usage());
    }

    @Override
    public PieceWriter<byte[]> events(AnswerHead head) {
        return new EventWriter(head, ChunkWriter.Shape.TEXT, new CompletionLayout(firstIndex, prefix));
    }

    @Override
    public PieceWriter<List<Object>> records(AnswerHead head) {
        return new Records(head, new CompletionLayout(firstIndex, prefix));
    }

    private static final class Records extends RecordWriter {
        private final AnswerHead head;

        private Records(AnswerHead head, CompletionLayout layout) {
            super(layout);
            this.head = head;
        }

        @Override
        protected void first(int index, boolean text) {
            add(chunk(index, "", null, null));
        }

        @Override
        protected void text(int index, String text, Object logprobs) {
            add(chunk(index, text, (CompletionLogprobs) logprobs, null));
        }

        @Override
        protected void reasoning(int index, String text, Object logprobs) {
            throw unread();
        }

        @Override
        protected void call(int index, CallStarted call, Object logprobs) {
            throw unread();
        }

        @Override
        protected void arguments(int index, CallDelta delta, Object logprobs) {
            throw unread();
        }

        private static IllegalStateException unread() {
            return new IllegalStateException("the answer to a plain prompt is text only");
        }

        @Override
        protected void last(int index, FinishReason reason) {
            add(chunk(index, "", null, FinishReasons.of(reason)));
        }

        @Override
        protected void end(Usage usage) {
            if (usage != null) {
                add(new Completion(head.id(), head.created(), head.model(), List.of(), usage));
            }
        }

        private Object chunk(int index, String text, CompletionLogprobs logprobs, String finishReason) {
            List<Completion.Choice> choices = List.of(new Completion.Choice(index, text, logprobs, finishReason));
            return new Completion(head.id(), head.created(), head.model(), choices, null);
        }
    }
}

package io.openaitriton.api.chat;

import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.ChoiceLayout;
import io.openaitriton.api.ChunkWriter;
import io.openaitriton.api.CollectedAnswer;
import io.openaitriton.api.EventWriter;
import io.openaitriton.api.FinishReasons;
import io.openaitriton.api.PieceWriter;
import io.openaitriton.api.RecordWriter;
import io.openaitriton.api.Surface;
import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.TokenLogprob;
import io.openaitriton.generation.Usage;
import java.util.ArrayList;
import java.util.List;

/** The answer to a chat. */
final class ChatSurface implements Surface {
    static final Surface CHAT = new ChatSurface();

    private static final ChoiceLayout LAYOUT = new ChoiceLayout(null, "") {
        @Override
        public Object logprobs(int choice, List<TokenLogprob> logprobs) {
            return new ChoiceLogprobs(logprobs, null);
        }
    };

    private ChatSurface() {}

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
            choices.add(new ChatCompletion.Choice(
                    choices.size(),
                    new ChatCompletion.Message("assistant", choice.text(), null),
                    choice.logprobs() == null ? null : new ChoiceLogprobs(choice.logprobs(), null),
                    FinishReasons.of(choice.finishReason())));
        }
        return new ChatCompletion(head.id(), head.created(), head.model(), choices, answer.usage());
    }

    @Override
    public PieceWriter<byte[]> events(AnswerHead head) {
        return new EventWriter(head, ChunkWriter.Shape.CHAT, LAYOUT);
    }

    @Override
    public PieceWriter<List<Object>> records(AnswerHead head) {
        return new Records(head);
    }

    private static final class Records extends RecordWriter {
        private final AnswerHead head;

        private Records(AnswerHead head) {
            super(LAYOUT);
            this.head = head;
        }

        @Override
        protected void first(int index) {
            add(chunk(index, new ChatCompletionChunk.Delta("assistant", ""), null, null));
        }

        @Override
        protected void text(int index, String text, Object logprobs) {
            add(chunk(index, new ChatCompletionChunk.Delta(null, text), (ChoiceLogprobs) logprobs, null));
        }

        @Override
        protected void last(int index, FinishReason reason) {
            add(chunk(index, new ChatCompletionChunk.Delta(null, null), null, FinishReasons.of(reason)));
        }

        @Override
        protected void end(Usage usage) {
            if (usage != null) {
                add(new ChatCompletionChunk(head.id(), head.created(), head.model(), List.of(), usage));
            }
        }

        private Object chunk(int index, ChatCompletionChunk.Delta delta, ChoiceLogprobs logprobs, String finishReason) {
            List<ChatCompletionChunk.Choice> choices =
                    List.of(new ChatCompletionChunk.Choice(index, delta, logprobs, finishReason));
            return new ChatCompletionChunk(head.id(), head.created(), head.model(), choices, null);
        }
    }
}

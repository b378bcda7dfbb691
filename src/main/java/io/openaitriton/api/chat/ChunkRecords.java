package io.openaitriton.api.chat;

import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.ChoiceLayout;
import io.openaitriton.api.FinishReasons;
import io.openaitriton.api.ReasoningField;
import io.openaitriton.api.RecordWriter;
import io.openaitriton.api.chat.ChatCompletionChunk.Delta;
import io.openaitriton.api.chat.ChatCompletionChunk.Function;
import io.openaitriton.api.chat.ChatCompletionChunk.ToolCall;
import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.GenerationEvent.CallDelta;
import io.openaitriton.generation.GenerationEvent.CallStarted;
import io.openaitriton.generation.Usage;
import java.util.List;

/** The chunks of a chat's stream, for callers in the same JVM. */
final class ChunkRecords extends RecordWriter {
    private final AnswerHead head;
    private final ReasoningField reasoning;

    ChunkRecords(AnswerHead head, ChoiceLayout layout, ReasoningField reasoning) {
        super(layout);
        this.head = head;
        this.reasoning = reasoning;
    }

    @Override
    protected void first(int index, boolean text) {
        add(chunk(index, Delta.first(text ? "" : null), null, null));
    }

    @Override
    protected void text(int index, String text, Object logprobs) {
        add(chunk(index, Delta.text(text), logprobs, null));
    }

    @Override
    protected void reasoning(int index, String text, Object logprobs) {
        if (reasoning != ReasoningField.NONE) {
            String content = reasoning.in(ReasoningField.REASONING_CONTENT, text);
            String other = reasoning.in(ReasoningField.REASONING, text);
            add(chunk(index, new Delta(null, null, content, other, null), logprobs, null));
        }
    }

    @Override
    protected void call(int index, CallStarted call, Object logprobs) {
        call(index, new ToolCall(call.call(), call.id(), "function", new Function(call.name(), "")), logprobs);
    }

    @Override
    protected void arguments(int index, CallDelta delta, Object logprobs) {
        call(index, new ToolCall(delta.call(), null, null, new Function(null, delta.arguments())), logprobs);
    }

    private void call(int index, ToolCall call, Object logprobs) {
        add(chunk(index, new Delta(null, null, null, null, List.of(call)), logprobs, null));
    }

    @Override
    protected void last(int index, FinishReason reason) {
        add(chunk(index, Delta.EMPTY, null, FinishReasons.of(reason)));
    }

    @Override
    protected void end(Usage usage) {
        if (usage != null) {
            add(new ChatCompletionChunk(head.id(), head.created(), head.model(), List.of(), usage));
        }
    }

    private Object chunk(int index, Delta delta, Object logprobs, String finishReason) {
        List<ChatCompletionChunk.Choice> choices =
                List.of(new ChatCompletionChunk.Choice(index, delta, (ChoiceLogprobs) logprobs, finishReason));
        return new ChatCompletionChunk(head.id(), head.created(), head.model(), choices, null);
    }
}

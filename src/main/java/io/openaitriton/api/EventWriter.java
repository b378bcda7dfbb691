package io.openaitriton.api;

import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.GenerationEvent.CallDelta;
import io.openaitriton.generation.GenerationEvent.CallStarted;
import io.openaitriton.generation.Usage;
import java.nio.charset.StandardCharsets;

/** Writes a stream as server-sent events, with {@code [DONE]} at the end. */
public final class EventWriter extends ChoiceWriter<byte[]> {
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final ChunkWriter chunks;
    private final EventBuffer events = new EventBuffer();

    /** @param layout where the choices of this generation are in the stream, and how their log probabilities are written */
    public EventWriter(AnswerHead head, ChunkWriter.Shape shape, ChoiceLayout layout) {
        super(layout);
        this.chunks = new ChunkWriter(head, shape, events);
    }

    /** The event that reports a failure after the first chunk. */
    public static byte[] errorEvent(ApiException failure) {
        EventBuffer events = new EventBuffer();
        ChunkWriter.event(ErrorResponse.of(failure), events);
        return events.take();
    }

    @Override
    protected void first(int index, boolean text) {
        chunks.first(index, text);
    }

    @Override
    protected void text(int index, String text, Object logprobs) {
        chunks.text(index, text, logprobs);
    }

    @Override
    protected void reasoning(int index, String text, Object logprobs) {
        chunks.reasoning(index, text, logprobs);
    }

    @Override
    protected void call(int index, CallStarted call, Object logprobs) {
        chunks.call(index, call, logprobs);
    }

    @Override
    protected void arguments(int index, CallDelta delta, Object logprobs) {
        chunks.arguments(index, delta, logprobs);
    }

    @Override
    protected void last(int index, FinishReason reason) {
        chunks.last(index, reason);
    }

    @Override
    protected void end(Usage usage) {
        if (usage != null) {
            chunks.usage(usage);
        }
        events.add(DONE);
    }

    @Override
    public void fail(ApiException failure) {
        if (!isShared()) {
            ChunkWriter.event(ErrorResponse.of(failure), events);
        }
    }

    @Override
    public byte[] take() {
        return events.take();
    }
}

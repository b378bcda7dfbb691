package io.openaitriton.api;

import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.FinishReason;
import io.openaitriton.generation.GenerationEvent.CallDelta;
import io.openaitriton.generation.GenerationEvent.CallStarted;
import io.openaitriton.generation.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a stream as server-sent events, with {@code [DONE]} at the end. */
public final class EventWriter extends ChoiceWriter<byte[]> {
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final ChunkWriter chunks;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    /** @param layout where the choices of this generation are in the stream, and how their log probabilities are written */
    public EventWriter(AnswerHead head, ChunkWriter.Shape shape, ChoiceLayout layout) {
        super(layout);
        this.chunks = new ChunkWriter(head, shape);
    }

    /** The event that reports a failure after the first chunk. */
    public static byte[] errorEvent(ApiException failure) {
        ByteArrayOutputStream event = new ByteArrayOutputStream(256);
        ChunkWriter.event(ErrorResponse.of(failure), event);
        return event.toByteArray();
    }

    @Override
    protected void first(int index, boolean text) {
        chunks.first(index, text, out);
    }

    @Override
    protected void text(int index, String text, Object logprobs) {
        chunks.text(index, text, logprobs, out);
    }

    @Override
    protected void reasoning(int index, String text, Object logprobs) {
        chunks.reasoning(index, text, logprobs, out);
    }

    @Override
    protected void call(int index, CallStarted call, Object logprobs) {
        chunks.call(index, call, logprobs, out);
    }

    @Override
    protected void arguments(int index, CallDelta delta, Object logprobs) {
        chunks.arguments(index, delta, logprobs, out);
    }

    @Override
    protected void last(int index, FinishReason reason) {
        chunks.last(index, reason, out);
    }

    @Override
    protected void end(Usage usage) {
        if (usage != null) {
            chunks.usage(usage, out);
        }
        out.writeBytes(DONE);
    }

    @Override
    public void fail(ApiException failure) {
        if (!isShared()) {
            out.writeBytes(errorEvent(failure));
        }
    }

    @Override
    public byte[] take() {
        if (out.size() == 0) {
            return null;
        }
        byte[] piece = out.toByteArray();
        out.reset();
        return piece;
    }
}

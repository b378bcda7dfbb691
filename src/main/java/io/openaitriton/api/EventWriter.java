package io.openaitriton.api;

import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.GenerationEvent;
import io.openaitriton.generation.GenerationEvent.ChoiceEnded;
import io.openaitriton.generation.GenerationEvent.Ended;
import io.openaitriton.generation.GenerationEvent.Started;
import io.openaitriton.generation.GenerationEvent.TextDelta;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a stream as server-sent events, one chunk for each event of a generation and {@code [DONE]} at the end. Of several generations that write
 * to the same stream each has its own writer, which leaves the end and a failure to the stream's.
 */
public final class EventWriter implements PieceWriter<byte[]> {
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final ChunkWriter chunks;
    private final ChoiceLayout layout;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    /** @param layout where the choices of this generation are in the stream, and how their log probabilities are written */
    public EventWriter(AnswerHead head, ChunkWriter.Shape shape, ChoiceLayout layout) {
        this.chunks = new ChunkWriter(head, shape);
        this.layout = layout;
    }

    /** The event that tells a client of a failure after the first chunk. */
    public static byte[] errorEvent(ApiException failure) {
        ByteArrayOutputStream event = new ByteArrayOutputStream(256);
        ChunkWriter.event(ErrorResponse.of(failure), event);
        return event.toByteArray();
    }

    @Override
    public void write(GenerationEvent event) {
        if (event instanceof TextDelta delta) {
            Object logprobs = delta.logprobs() == null ? null : layout.logprobs(delta.choice(), delta.logprobs());
            chunks.text(layout.index(delta.choice()), delta.text(), logprobs, out);
        } else if (event instanceof Started started) {
            start(started.choices());
        } else if (event instanceof ChoiceEnded ended) {
            chunks.last(layout.index(ended.choice()), ended.reason(), out);
        } else if (event instanceof Ended ended && !layout.isShared()) {
            if (ended.usage() != null) {
                chunks.usage(ended.usage(), out);
            }
            out.writeBytes(DONE);
        }
    }

    private void start(int choices) {
        for (int i = 0; i < choices; i++) {
            chunks.first(layout.index(i), out);
            if (!layout.prefix().isEmpty()) {
                chunks.text(layout.index(i), layout.prefix(), null, out);
            }
        }
    }

    @Override
    public void fail(ApiException failure) {
        if (!layout.isShared()) {
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

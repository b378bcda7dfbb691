package io.openaitriton.output;

import io.openaitriton.api.PieceWriter;
import io.openaitriton.api.chat.ChatRequest;
import io.openaitriton.triton.dialect.GenerateCall;
import java.io.ByteArrayOutputStream;

/** Turns the bytes of Triton's event stream into those of the client's. */
public final class ChatStream {
    private final PieceWriter<byte[]> writer =
            new ChatRequest(Requests.with("")).surface().events(Requests.HEAD);
    private final OutputPipeline pipeline;

    public ChatStream(GenerateCall call) {
        pipeline = new OutputPipeline(call, false, 1 << 20, writer::write);
    }

    public void push(byte[] bytes, int offset, int count, ByteArrayOutputStream out) {
        try {
            pipeline.push(bytes, offset, count);
        } finally {
            take(out);
        }
    }

    public void end(ByteArrayOutputStream out) {
        try {
            pipeline.end();
        } finally {
            take(out);
        }
    }

    public boolean started() {
        return pipeline.started();
    }

    public boolean complete() {
        return pipeline.complete();
    }

    public boolean finished() {
        return pipeline.finished();
    }

    private void take(ByteArrayOutputStream out) {
        byte[] piece = writer.take();
        if (piece != null) {
            out.writeBytes(piece);
        }
    }
}

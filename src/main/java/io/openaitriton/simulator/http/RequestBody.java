package io.openaitriton.simulator.http;

import io.openaitriton.simulator.core.TritonError;
import io.vertx.core.buffer.Buffer;

/** A request body as it comes in: kept up to Triton's limit, counted beyond it. */
final class RequestBody {
    /** Triton's default for --http-max-input-size, in bytes. */
    private static final int MAX_SIZE = 64 << 20;

    private final Buffer kept = Buffer.buffer();
    private long size;

    void add(Buffer part) {
        int room = MAX_SIZE - kept.length();
        size += part.length();
        kept.appendBuffer(part, 0, Math.min(room, part.length()));
    }

    /** @throws TritonError if the body is larger than Triton takes */
    byte[] checked() {
        if (size > MAX_SIZE) {
            throw TritonError.beforeModel(
                    400,
                    "Request JSON size of " + size
                            + " bytes exceeds the maximum allowed value of " + MAX_SIZE
                            + " bytes. Use --http-max-input-size to increase the limit.");
        }
        return kept.getBytes();
    }

    String text() {
        return kept.toString();
    }
}

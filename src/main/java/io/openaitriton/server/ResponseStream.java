package io.openaitriton.server;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Writes to a Vert.x response from a thread that may block: it waits while the client has too much unread data, up to the
 * timeout. Each write is sent immediately.
 */
final class ResponseStream extends OutputStream {
    /** Bytes that are written before waiting for the client, which must read some of a long answer within the timeout, not all of it. */
    private static final int AT_ONCE = 64 * 1024;

    private final HttpServerResponse response;
    private final long timeout;
    private final Heartbeat heartbeat;
    private final Semaphore drained = new Semaphore(0);

    /**
     * @param gone runs when the client disconnects
     * @param timeout milliseconds
     * @param heartbeat null for a response without one
     */
    ResponseStream(HttpServerResponse response, Runnable gone, long timeout, Heartbeat heartbeat) {
        this.response = response;
        this.timeout = timeout;
        this.heartbeat = heartbeat;
        response.drainHandler(ready -> drained.release());
        response.closeHandler(closed -> {
            gone.run();
            drained.release();
        });
    }

    /**
     * @throws Unread if the client reads nothing for too long
     * @throws IOException if it has disconnected
     */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (heartbeat == null) {
            writeAll(bytes, offset, length);
            return;
        }
        heartbeat.write();
        writeAll(bytes, offset, length);
        heartbeat.written();
    }

    private void writeAll(byte[] bytes, int offset, int length) throws IOException {
        for (int from = offset; from < offset + length; from += AT_ONCE) {
            int count = Math.min(AT_ONCE, offset + length - from);
            writePart(Buffer.buffer(count).appendBytes(bytes, from, count));
        }
    }

    /**
     * Writes bytes that nobody changes any more, without a copy.
     *
     * @throws Unread when the client reads nothing for too long
     * @throws IOException when it has left
     */
    void writeWhole(byte[] bytes) throws IOException {
        for (int from = 0; from < bytes.length; from += AT_ONCE) {
            writePart(BufferImpl.buffer(Unpooled.wrappedBuffer(bytes, from, Math.min(AT_ONCE, bytes.length - from))));
        }
    }

    private void writePart(Buffer part) throws IOException {
        if (response.closed()) {
            throw new IOException("The client disconnected");
        }
        response.write(part);
        awaitDrained();
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    private void awaitDrained() throws IOException {
        while (response.writeQueueFull() && !response.closed()) {
            try {
                if (!drained.tryAcquire(timeout, TimeUnit.MILLISECONDS)) {
                    throw new Unread(timeout);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Interrupted while waiting for a client to read");
            }
        }
    }

    /** The client reads nothing. */
    static final class Unread extends SocketTimeoutException {
        private static final long serialVersionUID = 1;

        Unread(long millis) {
            super("The client did not read its answer for " + millis + " ms (gateway.write-timeout)");
        }
    }
}

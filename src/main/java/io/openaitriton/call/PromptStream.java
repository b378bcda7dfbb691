package io.openaitriton.call;

import io.openaitriton.observe.Observation;
import io.openaitriton.translate.ApiException;
import io.openaitriton.translate.ChatStreamTranslator;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The chunks of several prompts as one stream of server-sent events, in the order in which they come. A thread for each prompt writes what its
 * model says, and waits while the client has too much unread; the client's thread reads.
 *
 * <p>As with {@link ChatCompletionStream} the read after an error event throws.
 */
public final class PromptStream extends PieceStream {
    /** Chunks that wait for the client. */
    private static final int ROOM = 16;

    // not synchronized methods: on JDK 21 a virtual thread that waits in one keeps its carrier
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<byte[]> chunks = new ArrayDeque<>(ROOM);
    private final UpstreamCall calls;
    private final Observation observation;
    private final Runnable closed;
    private boolean ended;
    private ApiException error;
    private IOException failure;

    /**
     * @param calls of all prompts
     * @param observation of the request
     * @param closed what happens when nobody reads any more before the end
     */
    PromptStream(UpstreamCall calls, Observation observation, Runnable closed) {
        this.calls = calls;
        this.observation = observation;
        this.closed = closed;
    }

    /**
     * Writes a chunk, after waiting for the client.
     *
     * @return false when the stream has ended, so that nothing more is wanted
     */
    boolean put(byte[] chunk) throws IOException {
        lock.lock();
        try {
            while (chunks.size() >= ROOM && !isOver()) {
                await();
            }
            if (isOver()) {
                return false;
            }
            chunks.add(chunk);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends it after what has been written. */
    void end(byte[] last) {
        finish(() -> {
            chunks.add(last);
            ended = true;
        });
    }

    /** Breaks it off after what has been written. */
    void fail(ApiException why) {
        finish(() -> error = why);
    }

    /**
     * Waits for the first chunk, so that a failure before it can still be told by a status.
     *
     * @return false when all ended without any
     */
    boolean awaitFirst() throws IOException {
        lock.lock();
        try {
            while (chunks.isEmpty() && !isOver()) {
                await();
            }
            if (!chunks.isEmpty()) {
                observation.firstToken();
            }
            return !chunks.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        boolean early;
        lock.lock();
        try {
            early = !isOver();
            ended = true;
            chunks.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (early) {
            closed.run();
        }
    }

    @Override
    boolean fill() throws IOException {
        lock.lock();
        try {
            if (failure != null) {
                throw failure;
            }
            while (chunks.isEmpty() && !isOver()) {
                await();
            }
            if (chunks.isEmpty() && error == null) {
                return false;
            }
            ready(chunks.isEmpty() ? broken() : chunks.remove());
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private byte[] broken() {
        if (!calls.isLeft()) {
            observation.failed(error);
        }
        // without its cause: hosts log this with its trace, and a parser quotes what it read
        failure = new IOException("The stream from Triton broke off: " + error.getMessage());
        return ChatStreamTranslator.errorEvent(error.response());
    }

    private void finish(Runnable change) {
        lock.lock();
        try {
            if (!isOver()) {
                change.run();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver() {
        return ended || error != null;
    }

    private void await() throws InterruptedIOException {
        try {
            changed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for the next chunk");
        }
    }
}

package io.openaitriton.answer;

import io.openaitriton.call.ExchangeCalls;
import io.openaitriton.generation.ApiException;
import io.openaitriton.observe.Observation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The pieces of several prompts as one stream, in the order in which they come. A thread for each prompt writes what its
 * model says, and waits while the client has too much unread; the client's thread reads.
 *
 * <p>As with {@link CallPieces} the read after an error event throws.
 */
final class PromptPieces<P> extends Pieces<P> {
    /** Chunks that wait for the client. */
    private static final int ROOM = 16;

    // not synchronized methods: on JDK 21 a virtual thread that waits in one keeps its carrier
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<P> pieces = new ArrayDeque<>(ROOM);
    private final ExchangeCalls calls;
    private final Observation observation;
    private final Function<ApiException, P> lastWords;
    private final Runnable closed;
    private boolean ended;
    private ApiException error;
    private IOException failure;

    /**
     * @param calls of all prompts
     * @param observation of the request
     * @param lastWords the piece that tells the reader of a failure
     * @param closed what happens when nobody reads any more before the end
     */
    PromptPieces(ExchangeCalls calls, Observation observation, Function<ApiException, P> lastWords, Runnable closed) {
        this.calls = calls;
        this.observation = observation;
        this.lastWords = lastWords;
        this.closed = closed;
    }

    /**
     * Writes a chunk, after waiting for the client.
     *
     * @return false when the stream has ended, so that nothing more is wanted
     */
    boolean put(P piece) throws IOException {
        lock.lock();
        try {
            while (pieces.size() >= ROOM && !isOver()) {
                await();
            }
            if (isOver()) {
                return false;
            }
            pieces.add(piece);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends it after what has been written, and this if it is not null. */
    void end(P last) {
        finish(() -> {
            if (last != null) {
                pieces.add(last);
            }
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
            while (pieces.isEmpty() && !isOver()) {
                await();
            }
            if (!pieces.isEmpty()) {
                observation.firstToken();
            }
            return !pieces.isEmpty();
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
            pieces.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (early) {
            closed.run();
        }
    }

    @Override
    P next() throws IOException {
        lock.lock();
        try {
            if (failure != null) {
                throw failure;
            }
            while (pieces.isEmpty() && !isOver()) {
                await();
            }
            if (pieces.isEmpty() && error == null) {
                return null;
            }
            P piece = pieces.isEmpty() ? broken() : pieces.remove();
            changed.signalAll();
            return piece;
        } finally {
            lock.unlock();
        }
    }

    private P broken() {
        if (!calls.isLeft()) {
            observation.failed(error);
        }
        // without its cause: hosts log this with its trace, and a parser quotes what it read
        failure = new IOException("The stream from Triton ended early: " + error.getMessage());
        return lastWords.apply(error);
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

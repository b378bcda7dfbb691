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
 * The pieces of several prompts as one stream, in the order of arrival. A thread for each prompt writes its model's output, and
 * waits while the client has too much unread; the client's thread reads.
 *
 * <p>As with {@link CallPieces}, the read after an error event throws.
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
    private boolean whole;
    private ApiException error;
    private IOException failure;

    /**
     * @param calls of all prompts
     * @param observation of the request
     * @param lastWords makes the piece that reports a failure to the reader
     * @param closed runs when the reader stops before the end
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
     * @return false when the stream has ended, so that the prompt can stop
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

    /** Ends the stream after all written pieces, and after this piece if it is not null. */
    void end(P last) {
        finish(() -> {
            if (last != null) {
                pieces.add(last);
            }
            ended = true;
            whole = true;
        });
    }

    /** Fails the stream after all written pieces. */
    void fail(ApiException why) {
        finish(() -> error = why);
    }

    /**
     * Waits for the first chunk, so that a failure before it can still set the HTTP status.
     *
     * @return false when all prompts ended without a chunk
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
            whole &= pieces.isEmpty();
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
                if (whole) {
                    // whoever asks for more has written the last piece
                    observation.written();
                }
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
        // without its cause: hosts log this with its stack trace, and a parser quotes its input
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

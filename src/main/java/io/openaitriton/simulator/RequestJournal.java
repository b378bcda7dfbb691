package io.openaitriton.simulator;

import io.openaitriton.simulator.http.CallListener;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The simulator's record: counters, and the latest requests up to a limit. */
final class RequestJournal implements CallListener {
    private static final int MAX_REQUESTS = 10_000;

    /** Of all bodies kept; the latest request is kept whatever its size. */
    private static final long MAX_CHARS = 64L << 20;

    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger cancelled = new AtomicInteger();
    final AtomicInteger inFlight = new AtomicInteger();

    private volatile boolean closing;
    private final Deque<RecordedRequest> untaken = new ArrayDeque<>();
    private long chars;

    @Override
    public void arrived(HttpServerRequest request, String body, CompletionStage<Long> disconnected) {
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        inFlight.incrementAndGet();
        record(new RecordedRequest(request.method().name(), request.uri(), headers, body, disconnected));
    }

    @Override
    public void cancelled() {
        cancelled.incrementAndGet();
    }

    @Override
    public void finished() {
        inFlight.decrementAndGet();
    }

    @Override
    public boolean closing() {
        return closing;
    }

    /** From now on a closed connection is not a client's disconnect, because the simulator closes them. Returns whether it was so before. */
    synchronized boolean close() {
        boolean before = closing;
        closing = true;
        return before;
    }

    synchronized void record(RecordedRequest request) {
        requests.incrementAndGet();
        untaken.addLast(request);
        chars += request.body().length();
        while (untaken.size() > MAX_REQUESTS || (chars > MAX_CHARS && untaken.size() > 1)) {
            removeFirst();
        }
        notifyAll();
    }

    /** The oldest request not yet taken, or null when none came in time. */
    synchronized RecordedRequest take(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (untaken.isEmpty()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return null;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return removeFirst();
    }

    private RecordedRequest removeFirst() {
        RecordedRequest first = untaken.removeFirst();
        chars -= first.body().length();
        return first;
    }
}

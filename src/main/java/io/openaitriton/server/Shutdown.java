package io.openaitriton.server;

import io.openaitriton.call.ExchangeCalls;
import io.openaitriton.generation.ApiException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shutdown that loses no accepted request. First the gateway announces the shutdown, and goes on taking requests for a while;
 * then it refuses new requests with 503, and requests in progress may finish; those that do not finish in time get an error.
 *
 * <p>Bound in the registry of a standalone gateway as {@value #NAME}. Only {@link #drain} blocks.
 */
public final class Shutdown {
    /** Name of the bean. */
    public static final String NAME = "gatewayShutdown";

    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);
    private static final long LAST_WORDS_MILLIS = 5000;

    private final AtomicInteger requests = new AtomicInteger();
    private final Set<ExchangeCalls> calls = ConcurrentHashMap.newKeySet();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final long delayMillis;
    private final long timeoutMillis;
    private final long lastWordsMillis;
    private volatile boolean begun;
    private volatile boolean refusing;
    private volatile boolean ending;

    /**
     * @param delayMillis how long requests are accepted after the announcement
     * @param timeoutMillis how long requests in progress may go on after that
     */
    public Shutdown(long delayMillis, long timeoutMillis) {
        this(delayMillis, timeoutMillis, LAST_WORDS_MILLIS);
    }

    /** @param lastWordsMillis how long to wait for the last error messages */
    public Shutdown(long delayMillis, long timeoutMillis, long lastWordsMillis) {
        this.delayMillis = delayMillis;
        this.timeoutMillis = timeoutMillis;
        this.lastWordsMillis = lastWordsMillis;
    }

    /** Runs this when the shutdown begins, while requests are still accepted: readiness goes down. */
    public void onBegin(Runnable listener) {
        listeners.add(listener);
    }

    /** True once the shutdown has begun. */
    public boolean hasBegun() {
        return begun;
    }

    /** Counts a request; false if it must be refused. In both cases {@link #leave} must follow. */
    boolean enter() {
        requests.incrementAndGet();
        return !refusing;
    }

    /** Requests in progress, including this one. */
    int requests() {
        return requests.get();
    }

    void leave() {
        requests.decrementAndGet();
    }

    /** Ends the calls of an exchange when the drain time is over, until {@link #unwatch}. */
    public void watch(ExchangeCalls watched) {
        calls.add(watched);
        if (ending) {
            // the others have been ended, and this one may have arrived too late for that
            watched.end(refusal());
        }
    }

    public void unwatch(ExchangeCalls watched) {
        calls.remove(watched);
    }

    /**
     * Returns when no request is in progress, or all have been ended with an error. An interrupt stops the waiting, and requests
     * are ended immediately.
     */
    public void drain() {
        begun = true;
        listeners.forEach(Runnable::run);
        boolean interrupted = false;
        boolean idle = false;
        try {
            Thread.sleep(delayMillis);
            refusing = true;
            idle = isIdleWithin(timeoutMillis);
        } catch (InterruptedException e) {
            refusing = true;
            interrupted = true;
        }
        if (!idle) {
            String why = interrupted
                    ? "because the shutdown was interrupted"
                    : "that did not finish within " + timeoutMillis + " ms";
            interrupted |= end(why);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends requests in progress, and waits for their error messages; true if interrupted. */
    private boolean end(String why) {
        if (!isIdle()) {
            LOG.warn("Ending {} requests {}", requests.get(), why);
        }
        ending = true;
        calls.forEach(call -> call.end(refusal()));
        try {
            isIdleWithin(lastWordsMillis);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** The error for a request that is refused or ended early. */
    static ApiException refusal() {
        return ApiException.server(503, "shutting_down", "The gateway is shutting down.", null);
    }

    private boolean isIdleWithin(long millis) throws InterruptedException {
        long start = System.nanoTime();
        while (!isIdle()) {
            if (TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) >= millis) {
                return false;
            }
            Thread.sleep(10);
        }
        return true;
    }

    /** An exchange completes after the last byte of its answer; a refused request may have no exchange. */
    private boolean isIdle() {
        return requests.get() == 0 && calls.isEmpty();
    }
}

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
 * The end of a gateway that loses nothing it accepted. First it tells that it will end, and takes requests for a while
 * yet; then it refuses them with 503, and those under way may finish; what is not done by the limit is told so.
 *
 * <p>Bound in the registry of a standalone gateway as {@value #NAME}. Nothing here waits but {@link #drain}.
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
     * @param delayMillis for how long requests are taken after the end was told
     * @param timeoutMillis for how long those under way may go on after that
     */
    public Shutdown(long delayMillis, long timeoutMillis) {
        this(delayMillis, timeoutMillis, LAST_WORDS_MILLIS);
    }

    /** @param lastWordsMillis for how long their clients are told the end */
    public Shutdown(long delayMillis, long timeoutMillis, long lastWordsMillis) {
        this.delayMillis = delayMillis;
        this.timeoutMillis = timeoutMillis;
        this.lastWordsMillis = lastWordsMillis;
    }

    /** Calls this when the gateway begins to end, while it still takes requests: readiness goes down. */
    public void onBegin(Runnable listener) {
        listeners.add(listener);
    }

    /** True as soon as the gateway has begun to end. */
    public boolean hasBegun() {
        return begun;
    }

    /** Counts a request in; false when it is to be refused. Either way it is counted out by {@link #leave}. */
    boolean enter() {
        requests.incrementAndGet();
        return !refusing;
    }

    /** Requests that are under way, this one included. */
    int requests() {
        return requests.get();
    }

    void leave() {
        requests.decrementAndGet();
    }

    /** Ends the calls of an exchange when the time is over, until {@link #unwatch}. */
    public void watch(ExchangeCalls watched) {
        calls.add(watched);
        if (ending) {
            // the others have been told, and this one may have come too late for that
            watched.end(refusal());
        }
    }

    public void unwatch(ExchangeCalls watched) {
        calls.remove(watched);
    }

    /**
     * Returns when no request is under way, or those that were have been told the end. An interrupt ends the waiting for them: they
     * are told at once.
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

    /** Ends what is under way, and waits for its last words; true when that was interrupted. */
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

    /** What a client is told whose request is refused or cut short. */
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

    /** An exchange completes when the last byte of its answer is written, a request may be refused without any. */
    private boolean isIdle() {
        return requests.get() == 0 && calls.isEmpty();
    }
}

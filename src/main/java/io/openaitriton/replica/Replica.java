package io.openaitriton.replica;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** A replica: one of several servers that run the same model, and its state. */
public final class Replica {
    private static final double EXPECTED = 0.5;
    /** Prompts in a row of which nothing was in the cache, though half or more should have been: the beginning of a prompt is the last to leave a cache. */
    private static final int MISSES = 3;

    private final String model;
    private final String url;
    private final AtomicInteger running = new AtomicInteger();
    private final List<BooleanSupplier> users = new CopyOnWriteArrayList<>();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicInteger misses = new AtomicInteger();
    private final AtomicInteger epoch = new AtomicInteger();
    private final CacheUse cacheUse;
    private volatile boolean ready = true;

    Replica(String model, String url, LongSupplier nanos) {
        this.model = model;
        this.url = url;
        this.cacheUse = new CacheUse(nanos);
    }

    /** Name of the model. */
    public String model() {
        return model;
    }

    /** Address of the server. */
    public String url() {
        return url;
    }

    /** Whether it gets requests; true until known otherwise. */
    public boolean isReady() {
        return ready;
    }

    /** Sets its readiness. A replica that was not ready may have been restarted, so its cache is unknown. */
    public void ready(boolean is) {
        if (ready && !is) {
            coldStart();
        }
        ready = is;
    }

    /** It may have lost its cache, because it broke a connection, or its answers show it. */
    public void coldStart() {
        epoch.incrementAndGet();
        cacheUse.forget();
    }

    /** Whether a new call must request a report of the KV cache; if so, {@link #cacheUse(Double, boolean)} must follow once. */
    public boolean isToBeAskedCacheUse() {
        return cacheUse.isToBeAsked();
    }

    /**
     * Ends a call that requested a report.
     *
     * @param share used share of the KV cache, 0 to 1; null without a report
     * @param answered false if the call failed
     */
    public void cacheUse(Double share, boolean answered) {
        cacheUse.told(share, answered);
    }

    /** Used share of the KV cache, reported in the last seconds; NaN if not known. */
    public double cacheUse() {
        return cacheUse.share();
    }

    /**
     * A backend said how much of a prompt was in its cache.
     *
     * @param expected the share that was thought to be, 0 to 1
     * @param hit the share that was
     */
    public void cacheHit(double expected, double hit) {
        if (hit > 0) {
            misses.set(0);
        } else if (expected >= EXPECTED && misses.incrementAndGet() == MISSES) {
            misses.set(0);
            coldStart();
        }
    }

    /** Another number after each time that it may have lost its cache. */
    int epoch() {
        return epoch.get();
    }

    /** Calls under way. */
    public int running() {
        return running.get();
    }

    /** Calls that failed. */
    public long failures() {
        return failures.get();
    }

    /** A call failed. */
    public void failed() {
        failures.incrementAndGet();
    }

    /** Whether the circuit breaker before it lets nothing through: that of who came last to use it. */
    public boolean isCircuitOpen() {
        boolean open = false;
        for (BooleanSupplier user : users) {
            open = user.getAsBoolean();
        }
        return open;
    }

    /**
     * Somebody balances requests over it from now on, beside those who did before.
     *
     * @return runs once when he does no more
     */
    public Runnable use(BooleanSupplier isCircuitOpen) {
        // an object of its own, to be told from others
        BooleanSupplier user = new BooleanSupplier() {
            @Override
            public boolean getAsBoolean() {
                return isCircuitOpen.getAsBoolean();
            }
        };
        users.add(user);
        return () -> users.remove(user);
    }

    /** Whether requests are balanced over it, or calls are under way. */
    public boolean isInUse() {
        return !users.isEmpty() || running() > 0;
    }

    void begin() {
        running.incrementAndGet();
    }

    void end() {
        running.decrementAndGet();
    }
}

package io.openaitriton.replica;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** One of several servers that run the same model, and what is known of it. */
public final class Replica {
    private final String model;
    private final String url;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger users = new AtomicInteger();
    private final AtomicLong failures = new AtomicLong();
    private volatile boolean ready = true;
    private volatile BooleanSupplier circuitOpen = () -> false;

    Replica(String model, String url) {
        this.model = model;
        this.url = url;
    }

    /** Name of the model. */
    public String model() {
        return model;
    }

    /** Address of the server. */
    public String url() {
        return url;
    }

    /** Whether it gets requests; true until something else is known. */
    public boolean isReady() {
        return ready;
    }

    /** What was found out about it. */
    public void ready(boolean is) {
        ready = is;
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

    /** Whether the circuit breaker before it lets nothing through. */
    public boolean isCircuitOpen() {
        return circuitOpen.getAsBoolean();
    }

    /** Who balances requests over it from now on, beside those who did before. */
    public void use(BooleanSupplier isCircuitOpen) {
        users.incrementAndGet();
        circuitOpen = isCircuitOpen;
    }

    /** One less does. */
    public void leave() {
        users.decrementAndGet();
    }

    /** Whether requests are balanced over it, or calls are under way. */
    public boolean isInUse() {
        return users.get() > 0 || running() > 0;
    }

    void begin() {
        running.incrementAndGet();
    }

    void end() {
        running.decrementAndGet();
    }
}

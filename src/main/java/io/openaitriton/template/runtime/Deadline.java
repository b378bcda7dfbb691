package io.openaitriton.template.runtime;

import io.openaitriton.template.error.TemplateException;
import java.util.concurrent.TimeUnit;

/**
 * The time that a rendering may run. The clock is read once for many steps, so that a short rendering never reads it.
 *
 * <p>The processor time of a virtual thread cannot be read. Wall-clock time is used instead, but between two readings it counts
 * at most the time that the steps could have taken: the thread spent the rest waiting for a processor, the garbage collector or
 * other renderings.
 * However busy a machine is, a rendering of {@code timeout / }{@value #STEP_NANOS}{@code  ns} steps is not refused.
 */
final class Deadline implements AutoCloseable {
    /** Steps between two readings of the clock: a fraction of a millisecond. */
    static final int STEPS = 10_000;
    /** The longest time of a step; most take a tenth of it. */
    private static final long STEP_NANOS = 250;
    /** Steps after which a rendering is long: some ten milliseconds. */
    private static final long LONG = 1_000_000;

    private static final long SLICE_NANOS = 1_000_000;

    private final long timeout;
    /** Steps until the next reading of the clock. */
    private long left = STEPS;

    private long last;
    private long yielded;
    private long spent;
    private long steps;
    private ConcurrencyLimit acquired;

    /** @param timeout in milliseconds */
    Deadline(long timeout) {
        this.timeout = timeout;
    }

    void step() {
        if (--left < 0) {
            look();
        }
    }

    void steps(long count) {
        left -= count;
        if (left < 0) {
            look();
        }
    }

    private void look() {
        long taken = STEPS - left;
        left = STEPS;
        long now = System.nanoTime();
        if (steps > 0) {
            spent += Math.min(now - last, STEP_NANOS * Math.min(taken, Integer.MAX_VALUE));
        }
        if (TimeUnit.NANOSECONDS.toMillis(spent) >= timeout) {
            throw new TemplateException(
                    TemplateException.Kind.TIME, "Rendering takes more than " + timeout + " milliseconds");
        }
        steps += taken;
        if (steps >= LONG && now - yielded > SLICE_NANOS) {
            acquire();
            // a computing virtual thread blocks its carrier for all others
            Thread.yield();
            now = System.nanoTime();
            yielded = now;
        }
        last = now;
    }

    /** Waits until this is one of the few long renderings that may run concurrently, and stays so. */
    void acquire() {
        if (acquired == null) {
            ConcurrencyLimit.ALL.acquire(timeout);
            acquired = ConcurrencyLimit.ALL;
        }
    }

    @Override
    public void close() {
        if (acquired != null) {
            acquired.release();
        }
    }
}

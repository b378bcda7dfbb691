package io.openaitriton.lookup;

import java.util.function.BooleanSupplier;

/** The schedule of background reads. */
public interface PollSchedule {
    /** Runs this at intervals, until it returns false; then runs {@code done}. */
    void every(BooleanSupplier read, Runnable done);

    /** Runs this once. */
    void after(long millis, Runnable read);
}

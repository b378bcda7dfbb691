package io.openaitriton.lookup;

import java.util.function.BooleanSupplier;

/** When configurations are read in the background. */
public interface PollSchedule {
    /** Runs this in intervals, until it returns false; {@code done} follows then. */
    void every(BooleanSupplier read, Runnable done);

    /** Runs this once. */
    void after(long millis, Runnable read);
}

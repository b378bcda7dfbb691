package io.openaitriton.access;

/** What a key may have in a minute, of which more comes with time. For all threads. */
public interface RateLimit {
    /**
     * The state after a try to take something.
     *
     * @param taken false when not all of it was there; then nothing was taken
     * @param remaining what is left, 0 or more
     * @param waitNanos until a try would succeed; 0 when it did
     * @param resetNanos until all is there again
     */
    record Reading(boolean taken, long remaining, long waitNanos, long resetNanos) {}

    /** What there is in a minute at most. */
    long limit();

    /** @param amount 1 or more */
    Reading take(long amount);

    /** Gives back what was taken and not used. {@code amount} is 1 or more. */
    void giveBack(long amount);

    /** Takes what was used in any case; whoever comes next has less, or waits. {@code amount} is 1 or more. */
    void charge(long amount);
}

package io.openaitriton.access;

/** What a key may use a minute, refilled over time. Thread-safe. */
public interface RateLimit {
    /**
     * The state after an attempt to take an amount.
     *
     * @param taken false if too little was left; then nothing was taken
     * @param remaining what is left, 0 or more
     * @param waitNanos until a retry would succeed; 0 if this attempt did
     * @param resetNanos until the limit is full again
     */
    record Reading(boolean taken, long remaining, long waitNanos, long resetNanos) {}

    /** The limit a minute. */
    long limit();

    /** @param amount 1 or more */
    Reading take(long amount);

    /** Returns an amount that was taken and not used. {@code amount} is 1 or more. */
    void giveBack(long amount);

    /** Takes an amount that was used already, even below zero; later requests have less, or wait. {@code amount} is 1 or more. */
    void charge(long amount);
}

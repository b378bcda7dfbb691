package io.openaitriton.call;

/**
 * Timeouts of a single call; 0 for those of the HTTP client.
 *
 * @param idleMillis longest time between reads of the answer
 * @param totalMillis longest time from the request to the end of the answer
 */
public record CallLimits(long idleMillis, long totalMillis) {
    /** No own timeouts. */
    public static final CallLimits NONE = new CallLimits(0, 0);

    public long idleMillis(long otherwise) {
        return idleMillis > 0 ? idleMillis : otherwise;
    }

    public long totalMillis(long otherwise) {
        return totalMillis > 0 ? totalMillis : otherwise;
    }
}

package io.openaitriton.queue;

/**
 * Limits of a model's concurrent and waiting calls.
 *
 * @param concurrent concurrent calls; 0 is no limit
 * @param queued waiting calls; 0 if none may wait
 * @param waitMillis longest wait, 1 or more
 */
public record QueueBounds(int concurrent, int queued, long waitMillis) {
    /** No limit. */
    public static final QueueBounds NONE = new QueueBounds(0, 0, 1);

    /** @throws IllegalArgumentException naming the property that is out of range, by its name in a model's definition */
    public QueueBounds {
        if (concurrent < 0) {
            throw new IllegalArgumentException("maxConcurrent must be 0 or more, but is " + concurrent);
        }
        if (queued < 0) {
            throw new IllegalArgumentException("maxQueued must be 0 or more, but is " + queued);
        }
        if (waitMillis < 1) {
            throw new IllegalArgumentException("maxWait must be 1 ms or more, but is " + waitMillis);
        }
    }
}

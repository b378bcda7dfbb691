package io.openaitriton.queue;

/**
 * How many calls of a model may be under way, and how many may wait.
 *
 * @param concurrent calls at a time; 0 is no limit
 * @param queued that wait; 0 lets none wait
 * @param waitMillis longest wait, 1 or more
 */
public record QueueBounds(int concurrent, int queued, long waitMillis) {
    /** No limit. */
    public static final QueueBounds NONE = new QueueBounds(0, 0, 1);

    /** @throws IllegalArgumentException naming what is out of range, as a model's definition calls it */
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

package io.openaitriton.api.batches;

/**
 * Lines of a batch.
 *
 * @param completed answered with success
 * @param failed with another outcome
 */
public record BatchCounts(int total, int completed, int failed) {
    /** Of a batch whose lines are not counted yet. */
    public static final BatchCounts NONE = new BatchCounts(0, 0, 0);
}

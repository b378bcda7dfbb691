package io.openaitriton.batch;

/**
 * Bounds of the work on batches.
 *
 * @param parallel requests at a time, of all batches together
 * @param retries retries of a request that gets 503 because the model is overloaded
 * @param maxLines requests that a batch may have
 */
public record BatchLimits(int parallel, int retries, int maxLines) {
    /** @throws IllegalArgumentException naming what is out of range */
    public BatchLimits {
        if (parallel < 1 || retries < 0 || maxLines < 1) {
            throw new IllegalArgumentException(
                    "'parallel' and 'maxLines' must be 1 or more and 'retries' 0 or more, but are " + parallel + ", "
                            + maxLines + " and " + retries);
        }
    }
}

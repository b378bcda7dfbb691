package io.openaitriton.generation;

import java.util.function.LongSupplier;

/**
 * What decides how a request is translated besides the request and the model.
 *
 * @param strictLimits whether the request must keep OpenAI's limits where backends take more
 * @param seeds gives a random seed of 0 or more each time, for backends that would use the same one for all requests
 */
public record CallOptions(boolean strictLimits, LongSupplier seeds) {
    /** With the same seed each time, for tests and measurements. */
    public static final CallOptions REPEATABLE = new CallOptions(false, () -> 1);
}

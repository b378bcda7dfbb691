package io.openaitriton.generation;

import java.util.function.LongSupplier;

/**
 * What decides how a request is translated besides the request and the model.
 *
 * @param strictLimits whether the request must keep OpenAI's limits where backends take more
 * @param lowersMaxTokens whether a request for more tokens than a model may generate gets as many as it may
 * @param seeds gives a random seed of 0 or more each time, for backends that would use the same one for all requests
 */
public record CallOptions(boolean strictLimits, boolean lowersMaxTokens, LongSupplier seeds) {
    /** With the same seed each time, for tests and measurements. */
    public static final CallOptions REPEATABLE = new CallOptions(false, () -> 1);

    /** Where a request for more tokens than a model may generate is refused. */
    public CallOptions(boolean strictLimits, LongSupplier seeds) {
        this(strictLimits, false, seeds);
    }

    /** The same, where a request for more tokens than a model may generate gets as many as it may. */
    public CallOptions loweringMaxTokens() {
        return new CallOptions(strictLimits, true, seeds);
    }
}

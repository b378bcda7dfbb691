package io.openaitriton.generation;

import java.util.function.LongSupplier;

/**
 * Options of the translation, in addition to the request and the model.
 *
 * @param strictLimits whether OpenAI's limits apply even if backends accept more
 * @param lowersMaxTokens whether a max_tokens above the model's limit is lowered instead of refused
 * @param seeds gives random seeds of 0 or more, for backends that would otherwise use the same seed for all requests
 */
public record CallOptions(boolean strictLimits, boolean lowersMaxTokens, LongSupplier seeds) {
    /** With a fixed seed, for tests and measurements. */
    public static final CallOptions REPEATABLE = new CallOptions(false, () -> 1);

    /** A max_tokens above the model's limit is refused. */
    public CallOptions(boolean strictLimits, LongSupplier seeds) {
        this(strictLimits, false, seeds);
    }

    /** A max_tokens above the model's limit is lowered. */
    public CallOptions loweringMaxTokens() {
        return new CallOptions(strictLimits, true, seeds);
    }
}

package io.openaitriton.simulator.model;

import io.openaitriton.simulator.core.ModelInputs;

/**
 * A request with the same terms for all backends.
 *
 * @param model name of the model asked
 * @param inputs the tensors and parameters it was read from
 * @param stream whether the answer is sent token by token
 * @param echo whether a whole answer begins with the prompt
 * @param sampling how to sample
 * @param cacheHit share of the prompt that was in the cache, or null if none is simulated
 */
public record ModelRequest(
        String model,
        ModelInputs inputs,
        String prompt,
        boolean stream,
        boolean echo,
        Sampling sampling,
        Double cacheHit) {

    /** Where no cache is simulated. */
    public ModelRequest(
            String model, ModelInputs inputs, String prompt, boolean stream, boolean echo, Sampling sampling) {
        this(model, inputs, prompt, stream, echo, sampling, null);
    }

    /** The same, of whose prompt a share was in the cache. */
    public ModelRequest withCacheHit(double share) {
        return new ModelRequest(model, inputs, prompt, stream, echo, sampling, share);
    }

    /** Whether a BOOL input is there and true. */
    public boolean wants(String flag) {
        return Boolean.TRUE.equals(inputs.flag(flag));
    }

    public int promptTokens() {
        return TokenList.count(prompt);
    }

    /** What a whole answer begins with. */
    public String echoed() {
        return echo ? prompt : "";
    }
}

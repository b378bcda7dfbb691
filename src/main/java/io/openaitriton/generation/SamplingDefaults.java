package io.openaitriton.generation;

/**
 * What a model's definition says about sampling: what is sent where the client says nothing, and how much it may ask for.
 *
 * @param temperature 0 to 2
 * @param topP 0 to 1
 * @param maxTokens tokens to generate at most, 1 or more; null for as many as the context leaves
 * @param maxTokensLimit most that a request may ask for, or null for no limit
 * @param loraSeparator what stands between a model's name and that of a LoRA adapter in {@code model}, or null where model
 *     names say nothing about adapters
 */
public record SamplingDefaults(
        double temperature, double topP, Integer maxTokens, Integer maxTokensLimit, String loraSeparator) {

    /** @throws IllegalArgumentException naming the value that is out of its range */
    public SamplingDefaults {
        if (!(temperature >= 0 && temperature <= 2)) {
            throw new IllegalArgumentException("default temperature must be 0 to 2, but is " + temperature);
        }
        if (!(topP >= 0 && topP <= 1)) {
            throw new IllegalArgumentException("default top_p must be 0 to 1, but is " + topP);
        }
        if (maxTokens != null && maxTokens < 1) {
            throw new IllegalArgumentException("default max_tokens must be 1 or more, but is " + maxTokens);
        }
        if (maxTokensLimit != null && maxTokens != null && maxTokensLimit < maxTokens) {
            throw new IllegalArgumentException("default max_tokens must be at most the limit of " + maxTokensLimit
                    + " tokens, but is " + maxTokens);
        }
    }

    /** The same for answers as long as the context allows, up to the limit if there is one. */
    SamplingDefaults withoutLength() {
        return new SamplingDefaults(temperature, topP, null, maxTokensLimit, loraSeparator);
    }

    /** Without a limit of tokens, and without adapters in model names. */
    public SamplingDefaults(double temperature, double topP, Integer maxTokens) {
        this(temperature, topP, maxTokens, null, null);
    }
}

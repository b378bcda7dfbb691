package io.openaitriton.generation;

/**
 * A model definition's sampling defaults, and its limits for requests.
 *
 * @param temperature 0 to 2
 * @param topP 0 to 1
 * @param maxTokens tokens to generate at most, 1 or more; null for all that the context has left
 * @param maxTokensLimit greatest value in a request, or null for no limit
 * @param loraSeparator separator between the names of a model and a LoRA adapter in {@code model}, or null if model names have no
 * adapters
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

    /** The same, with answers as long as the context allows, up to the limit if there is one. */
    SamplingDefaults withoutLength() {
        return new SamplingDefaults(temperature, topP, null, maxTokensLimit, loraSeparator);
    }

    /** Without a limit of tokens, and without adapters in model names. */
    public SamplingDefaults(double temperature, double topP, Integer maxTokens) {
        this(temperature, topP, maxTokens, null, null);
    }
}

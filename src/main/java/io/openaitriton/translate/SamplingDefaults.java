package io.openaitriton.translate;

/**
 * What a model is sent where the client says nothing.
 *
 * @param temperature 0 to 2
 * @param topP 0 to 1
 * @param maxTokens tokens to generate at most, 1 or more
 */
public record SamplingDefaults(double temperature, double topP, int maxTokens) {

    /** @throws IllegalArgumentException naming the value that is out of its range */
    public SamplingDefaults {
        if (!(temperature >= 0 && temperature <= 2)) {
            throw new IllegalArgumentException("default temperature must be 0 to 2, but is " + temperature);
        }
        if (!(topP >= 0 && topP <= 1)) {
            throw new IllegalArgumentException("default top_p must be 0 to 1, but is " + topP);
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("default max_tokens must be 1 or more, but is " + maxTokens);
        }
    }
}

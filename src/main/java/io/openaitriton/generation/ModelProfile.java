package io.openaitriton.generation;

import io.openaitriton.response.ResponseFormat;

/**
 * The settings of a model's definition for its requests.
 *
 * @param defaults values for absent fields, and limits of requests
 * @param endpoint the endpoint for clients that do not stream
 * @param tokens counts tokens that the backend does not count, or null without a tokenizer
 * @param response the formats of tool calls and reasoning
 * @param contextLength most tokens of prompt and answer in total, or null if not checked
 */
public record ModelProfile(
        SamplingDefaults defaults,
        EndpointChoice endpoint,
        ResponseFormat response,
        TokenCount tokens,
        Integer contextLength) {

    /** @throws IllegalArgumentException for a context length without a tokenizer, or below the default max_tokens */
    public ModelProfile {
        if (contextLength != null && tokens == null) {
            throw new IllegalArgumentException("'contextLength' needs a tokenizer to count with");
        }
        if (contextLength != null && defaults.maxTokens() != null && contextLength <= defaults.maxTokens()) {
            throw new IllegalArgumentException("'contextLength' must be more than the default max_tokens of "
                    + defaults.maxTokens() + ", but is " + contextLength);
        }
    }

    /** The same, with answers as long as the context allows unless the request has a limit. */
    public ModelProfile withoutDefaultLength() {
        return new ModelProfile(defaults.withoutLength(), endpoint, response, tokens, contextLength);
    }

    /** The same, without a check of the context length. */
    public ModelProfile withoutContextLength() {
        return new ModelProfile(defaults, endpoint, response, tokens, null);
    }

    /** Without a tokenizer. */
    public ModelProfile(SamplingDefaults defaults) {
        this(defaults, EndpointChoice.GENERATE, ResponseFormat.TEXT, null, null);
    }
}

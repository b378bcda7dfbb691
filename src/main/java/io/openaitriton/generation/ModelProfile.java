package io.openaitriton.generation;

import io.openaitriton.response.ResponseFormat;

/**
 * What a model's definition says about its requests.
 *
 * @param defaults where a request says nothing, and what it may ask for
 * @param endpoint which endpoint serves clients that do not stream
 * @param tokens counts what the backend does not, or null without a tokenizer
 * @param response how the model writes calls and thoughts
 * @param contextLength most tokens that prompt and answer may have together, or null where that is not checked
 */
public record ModelProfile(
        SamplingDefaults defaults,
        EndpointChoice endpoint,
        ResponseFormat response,
        TokenCount tokens,
        Integer contextLength) {

    /** @throws IllegalArgumentException for a context length without a tokenizer, or one that the defaults alone pass */
    public ModelProfile {
        if (contextLength != null && tokens == null) {
            throw new IllegalArgumentException("'contextLength' needs a tokenizer to count with");
        }
        if (contextLength != null && defaults.maxTokens() != null && contextLength <= defaults.maxTokens()) {
            throw new IllegalArgumentException("'contextLength' must be more than the default max_tokens of "
                    + defaults.maxTokens() + ", but is " + contextLength);
        }
    }

    /** The same where answers are as long as the context allows unless the request says otherwise. */
    public ModelProfile withoutDefaultLength() {
        return new ModelProfile(defaults.withoutLength(), endpoint, response, tokens, contextLength);
    }

    /** The same, whose requests may be longer than the context. */
    public ModelProfile withoutContextLength() {
        return new ModelProfile(defaults, endpoint, response, tokens, null);
    }

    /** Without a tokenizer. */
    public ModelProfile(SamplingDefaults defaults) {
        this(defaults, EndpointChoice.GENERATE, ResponseFormat.TEXT, null, null);
    }
}

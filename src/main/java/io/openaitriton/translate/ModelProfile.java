package io.openaitriton.translate;

import io.openaitriton.prompt.PromptTemplate;

/**
 * What a model's definition says about its requests.
 *
 * @param template makes the prompt
 * @param defaults where a request says nothing, and what it may ask for
 * @param upstream which endpoint serves clients that do not stream
 * @param tokens counts what the backend does not, or null without a tokenizer
 * @param contextLength most tokens that prompt and answer may have together, or null where that is not checked
 */
public record ModelProfile(
        PromptTemplate template,
        SamplingDefaults defaults,
        Upstream upstream,
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

    /** Without a tokenizer. */
    public ModelProfile(PromptTemplate template, SamplingDefaults defaults) {
        this(template, defaults, Upstream.GENERATE, null, null);
    }
}

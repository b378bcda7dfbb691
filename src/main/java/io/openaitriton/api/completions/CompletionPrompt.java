package io.openaitriton.api.completions;

import io.openaitriton.api.Surface;
import io.openaitriton.api.chat.ApiRequest;
import io.openaitriton.api.chat.CommonFields;
import io.openaitriton.api.chat.RequestContext;
import io.openaitriton.generation.Generation;

/**
 * One prompt of a completion request, which goes to the model unchanged.
 *
 * @param prompt the text
 * @param echo whether the client wants it before the completion
 * @param common everything else that was asked for
 * @param firstIndex index of the first of its choices in a stream that several prompts share; null for a separate stream
 */
public record CompletionPrompt(String prompt, boolean echo, CommonFields common, Integer firstIndex)
        implements ApiRequest {

    @Override
    public String model() {
        return common.model();
    }

    @Override
    public boolean streams() {
        return Boolean.TRUE.equals(common.stream());
    }

    /** Whether a stream ends with the usage. */
    public boolean includesUsage() {
        return common.includesUsage();
    }

    @Override
    public String user() {
        return common.user();
    }

    @Override
    public String promptCacheKey() {
        return common.promptCacheKey();
    }

    @Override
    public Surface surface() {
        return new CompletionsSurface(firstIndex, echo ? prompt : "");
    }

    @Override
    public Generation toGeneration(RequestContext context) {
        return common.generation("prompt", prompt, "logprobs", context).asText();
    }
}

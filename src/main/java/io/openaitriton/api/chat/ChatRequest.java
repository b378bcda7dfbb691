package io.openaitriton.api.chat;

import io.openaitriton.api.Surface;
import io.openaitriton.generation.Generation;

/** A chat request that is well-formed. */
public record ChatRequest(ChatCompletionRequest body) implements ApiRequest {
    /**
     * Checks a request.
     *
     * @param maxMessages that it may have
     * @param strict whether it must keep OpenAI's limits where backends take more
     * @throws io.openaitriton.generation.ApiException 400, naming the first field at fault
     */
    public static ChatRequest of(ChatCompletionRequest body, int maxMessages, boolean strict) {
        return new ChatRequest(ChatRequestValidator.validate(body, maxMessages, strict));
    }

    @Override
    public String model() {
        return body.model();
    }

    @Override
    public boolean streams() {
        return Boolean.TRUE.equals(body.stream());
    }

    @Override
    public String user() {
        return body.user();
    }

    @Override
    public String promptCacheKey() {
        return body.promptCacheKey();
    }

    @Override
    public Surface surface() {
        return ChatSurface.CHAT;
    }

    @Override
    public Generation toGeneration(RequestContext context) {
        return ChatReader.read(body, context);
    }
}

package io.openaitriton.api.messages;

import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.PromptHints;
import io.openaitriton.api.chat.PromptRenderer;

/** Renders each request with the same hints. */
record HintedRenderer(PromptRenderer renderer, PromptHints hints) implements PromptRenderer {
    @Override
    public String render(ChatCompletionRequest request) {
        return renderer.render(request, hints);
    }

    @Override
    public String generationMarker() {
        return renderer.generationMarker();
    }
}

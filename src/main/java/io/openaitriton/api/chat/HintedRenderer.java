package io.openaitriton.api.chat;

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

package io.openaitriton.api.chat;

/** Renders each request with the same hints. */
record HintedRenderer(PromptRenderer renderer, PromptHints hints) implements PromptRenderer {
    @Override
    public CharSequence compose(ChatCompletionRequest request, PromptHints others) {
        return renderer.compose(request, hints);
    }

    @Override
    public String generationMarker() {
        return renderer.generationMarker();
    }
}

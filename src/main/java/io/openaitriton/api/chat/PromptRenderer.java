package io.openaitriton.api.chat;

/** Makes prompts of conversations, as a model was trained on them. Safe to share. */
public interface PromptRenderer {
    /**
     * The prompt for a request.
     *
     * @throws PromptException when the conversation is refused, or cannot be carried
     */
    String render(ChatCompletionRequest request);

    /**
     * The prompt for a request of another API.
     *
     * @param hints what it asks for besides the fields, as far as the template can
     * @throws PromptException when the conversation is refused, or cannot be carried
     */
    default String render(ChatCompletionRequest request, PromptHints hints) {
        return render(request);
    }

    /** The text that opens the model's own turn, and thus ends a prompt; empty when it cannot be told. */
    String generationMarker();
}

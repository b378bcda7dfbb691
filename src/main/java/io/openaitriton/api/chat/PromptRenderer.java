package io.openaitriton.api.chat;

/** Turns conversations into prompts of the form that a model was trained on. Thread-safe. */
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

    /** The text that opens the model's turn, and so ends a prompt; empty if unknown. */
    String generationMarker();
}

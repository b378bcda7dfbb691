package io.openaitriton.api.chat;

/** Turns conversations into prompts of the form that a model was trained on. Thread-safe. */
public interface PromptRenderer {
    /**
     * The prompt for a request, perhaps in pieces, which need not be joined to be sent.
     *
     * @param hints what a request of another API asks for besides the fields, as far as the template can
     * @throws PromptException when the conversation is refused, or cannot be carried
     */
    CharSequence compose(ChatCompletionRequest request, PromptHints hints);

    /**
     * The prompt for a request.
     *
     * @throws PromptException when the conversation is refused, or cannot be carried
     */
    default String render(ChatCompletionRequest request) {
        return compose(request, PromptHints.NONE).toString();
    }

    /** The text that opens the model's turn, and so ends a prompt; empty if unknown. */
    String generationMarker();
}

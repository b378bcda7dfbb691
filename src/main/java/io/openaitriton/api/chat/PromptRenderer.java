package io.openaitriton.api.chat;

/** Makes prompts of conversations, as a model was trained on them. Safe to share. */
public interface PromptRenderer {
    /**
     * The prompt for a request.
     *
     * @throws PromptException when the conversation is refused, or cannot be carried
     */
    String render(ChatCompletionRequest request);

    /** The text that opens the model's own turn, and thus ends a prompt; empty when it cannot be told. */
    String generationMarker();
}

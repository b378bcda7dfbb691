package io.openaitriton.translate;

/**
 * A prompt, and how much of the model's context it takes.
 *
 * @param param where the client put it: {@code messages} or {@code prompt}
 * @param text as it is sent
 * @param tokens their number, or null where nothing says how many there may be
 */
record RenderedPrompt(String param, String text, Long tokens) {

    /** @throws ApiException 400, when it leaves no room for an answer */
    static RenderedPrompt of(String param, String text, ModelProfile profile) {
        return new RenderedPrompt(param, text, ContextLimit.promptTokens(param, text, profile));
    }

    /** Tokens that the context has left, or null where it is not known. */
    Integer room(ModelProfile profile) {
        return tokens == null ? null : (Integer) (int) (profile.contextLength() - tokens);
    }
}

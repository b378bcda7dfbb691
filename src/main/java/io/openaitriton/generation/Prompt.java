package io.openaitriton.generation;

/**
 * A prompt, and how much of the model's context it takes.
 *
 * @param text as it is sent
 * @param marker text that opens the model's turn at its end, or empty when that is not known
 * @param tokens their number, or null where nothing says how many there may be
 */
public record Prompt(String text, String marker, Long tokens) {

    /**
     * A prompt that fits a model.
     *
     * @param param where the client put it: {@code messages} or {@code prompt}
     * @throws ApiException 400, when it leaves no room for an answer
     */
    public static Prompt of(String param, String text, String marker, ModelProfile profile) {
        return new Prompt(text, marker, ContextLimit.promptTokens(param, text, profile));
    }

    /** Tokens that the context has left, or null where it is not known. */
    Integer room(ModelProfile profile) {
        return tokens == null ? null : (Integer) (int) (profile.contextLength() - tokens);
    }
}

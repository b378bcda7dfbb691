package io.openaitriton.generation;

/**
 * A prompt, and its share of the model's context.
 *
 * @param text as it is sent, perhaps in pieces
 * @param marker text at its end that opens the model's turn; empty if unknown
 * @param tokens its number of tokens, or null if there is no limit to check
 */
public record Prompt(CharSequence text, String marker, Long tokens) {

    /**
     * A prompt that fits a model.
     *
     * @param param its field: {@code messages} or {@code prompt}
     * @throws ApiException 400, when it leaves no room for an answer
     */
    public static Prompt of(String param, CharSequence text, String marker, ModelProfile profile) {
        return new Prompt(text, marker, ContextLimit.promptTokens(param, text, profile));
    }

    /** Tokens left in the context, or null if unknown. */
    Integer room(ModelProfile profile) {
        return tokens == null ? null : (Integer) (int) (profile.contextLength() - tokens);
    }
}

package io.openaitriton.encoder;

/**
 * What one vector is made of: a text, or for a cross-encoder two.
 *
 * @param text null when the client sent tokens
 * @param second the other text of a pair; null when there is none
 * @param tokens null where the model takes texts and nobody counts them
 */
public record EncoderInput(String text, String second, TokenIds tokens) {
    public EncoderInput(String text, TokenIds tokens) {
        this(text, null, tokens);
    }

    /** Number of tokens; 0 where nobody knows. */
    int length() {
        return tokens == null ? 0 : tokens.ids().length;
    }
}

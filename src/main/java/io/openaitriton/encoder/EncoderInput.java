package io.openaitriton.encoder;

/**
 * What one vector is made of.
 *
 * @param text null when the client sent tokens
 * @param tokens null where the model takes texts and nobody counts them
 */
public record EncoderInput(String text, TokenIds tokens) {
    /** Number of tokens; 0 where nobody knows. */
    int length() {
        return tokens == null ? 0 : tokens.ids().length;
    }
}

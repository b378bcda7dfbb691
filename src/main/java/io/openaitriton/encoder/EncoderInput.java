package io.openaitriton.encoder;

/**
 * The input of one vector: a text, or two texts for a cross-encoder.
 *
 * @param text null when the client sent tokens
 * @param second the other text of a pair; null when there is none
 * @param tokens null if the model takes texts and the tokens are not counted
 */
public record EncoderInput(String text, String second, TokenIds tokens) {
    public EncoderInput(String text, TokenIds tokens) {
        this(text, null, tokens);
    }

    /** Number of tokens; 0 if unknown. */
    int length() {
        return tokens == null ? 0 : tokens.ids().length;
    }
}

package io.openaitriton.tokenizer;

/**
 * Cuts a piece that is too long to be encoded as one: a word or a run of more than {@value #MAX_LENGTH} characters. This limits
 * the memory for encoding; the tokens at a cut may differ from those without it.
 */
final class LongPieces {
    static final int MAX_LENGTH = 1 << 20;

    private LongPieces() {}

    /** The end of the part that begins at a place. */
    static int end(String text, int start, int end) {
        if (end - start <= MAX_LENGTH) {
            return end;
        }
        int cut = start + MAX_LENGTH;
        return Character.isHighSurrogate(text.charAt(cut - 1)) ? cut - 1 : cut;
    }
}

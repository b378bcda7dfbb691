package io.openaitriton.tokenizer;

/**
 * Where a piece is cut that is too long to be encoded as one: a word or a run of more than {@value #MAX_LENGTH} characters. What is encoded
 * at a time, and the memory that takes, has a bound so; the tokens at a cut may be others than without it.
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

package io.openaitriton.tokenizer;

import java.util.Arrays;

/**
 * The encoding of a text, or of a pair of texts, for a model: three arrays of one length, one entry for each token.
 *
 * @param ids the tokens' ids
 * @param typeIds which text a token is of, as the file's {@code post_processor} numbers them
 * @param attentionMask 1 for a token, 0 for padding
 */
public record Encoding(int[] ids, int[] typeIds, int[] attentionMask) {
    /** Number of tokens, padding included. */
    public int length() {
        return ids.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Encoding that
                && Arrays.equals(ids, that.ids)
                && Arrays.equals(typeIds, that.typeIds)
                && Arrays.equals(attentionMask, that.attentionMask);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ids);
    }

    @Override
    public String toString() {
        return "Encoding[ids=" + Arrays.toString(ids) + ", typeIds=" + Arrays.toString(typeIds) + ", attentionMask="
                + Arrays.toString(attentionMask) + "]";
    }
}

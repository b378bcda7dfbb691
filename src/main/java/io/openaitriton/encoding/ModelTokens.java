package io.openaitriton.encoding;

import io.openaitriton.encoder.TokenIds;
import io.openaitriton.tokenizer.Truncation;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.TritonException.Kind;

/** A model's tokenizer, for a model that encodes texts. */
public interface ModelTokens {
    /**
     * The tokens of a text, including special tokens around it.
     *
     * @param most how many tokens to return at most, including special tokens; 0 for all
     */
    TokenIds encode(String text, int most);

    /** The tokens of a text without special tokens, for use in pairs. */
    int[] ids(String text);

    /**
     * The tokens of a pair of texts, including special tokens around them.
     *
     * @param first the first text's {@link #ids}
     * @param most how many tokens to return at most, including special tokens; 0 for all
     * @param strategy which of the two is truncated
     * @throws IllegalArgumentException if only one text may be truncated, and it is too short
     */
    TokenIds encodePair(int[] first, String second, int most, Truncation.Strategy strategy);

    /** Number of special tokens around a pair of texts. */
    int aroundPairs();

    /** The first number that is above the ids of all tokens. */
    int idEnd();

    /** The padding token for shorter texts of a batch. */
    int padId();

    /** The failure of a model that takes tokens, if its definition has no tokenizer. */
    static TritonException missing() {
        return new TritonException(
                Kind.NOT_READY, "it takes tokens, so its definition needs 'tokenizer': the path of its tokenizer.json");
    }
}

package io.openaitriton.camel;

import io.openaitriton.encoder.TokenIds;
import io.openaitriton.tokenizer.Truncation;

/** A model's tokenizer, for a model that encodes texts. */
interface ModelTokens {
    /**
     * The tokens of a text, those around it included.
     *
     * @param most tokens that are wanted, those around it included; 0 for all
     */
    TokenIds encode(String text, int most);

    /** The tokens of a text alone, of which pairs are made: none are around it. */
    int[] ids(String text);

    /**
     * The tokens of a pair of texts, those around them included.
     *
     * @param first the first text's {@link #ids}
     * @param most tokens that are wanted, those around them included; 0 for all
     * @param strategy which of the two is cut
     * @throws IllegalArgumentException when the text that alone is to be cut is too short for that
     */
    TokenIds encodePair(int[] first, String second, int most, Truncation.Strategy strategy);

    /** How many tokens are put around a pair of texts. */
    int aroundPairs();

    /** What fills up the shorter texts of a batch. */
    int padId();
}

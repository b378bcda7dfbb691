package io.openaitriton.camel;

import io.openaitriton.encoder.TokenIds;

/** A model's tokenizer, for a model that encodes texts. */
interface ModelTokens {
    /**
     * The tokens of a text, those around it included.
     *
     * @param most tokens that are wanted, those around it included; 0 for all
     */
    TokenIds encode(String text, int most);

    /** What fills up the shorter texts of a batch. */
    int padId();
}

package io.openaitriton.tokenizer;

/** The model of a tokenizer, which turns a piece of text into tokens. Thread-safe. */
interface TokenModel {
    /** Adds the tokens of a piece, as the pre-tokenizer split it; it may stop when the limit is passed. */
    void encode(String text, int start, int end, Ids ids);

    /** The id of a token of the vocabulary, or -1. */
    int id(String token);

    /** Number of tokens in the vocabulary. */
    int size();
}

package io.openaitriton.generation;

/** Counts tokens as a model's tokenizer does, where its backend does not tell. Safe to share. */
@FunctionalInterface
public interface TokenCount {
    /**
     * Number of tokens of a text. A control token in it is one; none is added.
     *
     * @param limit above it any number will do that is greater, so that counting may end there
     */
    int count(String text, int limit);
}

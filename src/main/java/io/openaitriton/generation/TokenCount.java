package io.openaitriton.generation;

/** Counts tokens with a model's tokenizer, if its backend does not count them. Thread-safe. */
@FunctionalInterface
public interface TokenCount {
    /**
     * Number of tokens of a text. A control token in the text counts as one; none are added.
     *
     * @param limit above this number any greater number may be returned, so that counting may stop early
     */
    int count(String text, int limit);
}

package io.openaitriton.encoder;

/**
 * The tokens of a text, those that the tokenizer puts around it included.
 *
 * @param types to which of two texts each belongs, 0 or 1; null when all belong to the first
 */
public record TokenIds(int[] ids, int[] types) {}

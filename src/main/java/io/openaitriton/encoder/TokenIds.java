package io.openaitriton.encoder;

/**
 * The tokens of a text, including special tokens around it.
 *
 * @param types the text of each token, 0 or 1; null if all belong to the first
 */
public record TokenIds(int[] ids, int[] types) {}

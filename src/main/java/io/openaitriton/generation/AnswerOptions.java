package io.openaitriton.generation;

/**
 * What the client asked to be told.
 *
 * @param choices number of texts, 1 or more
 * @param topLogprobs how many of the likeliest tokens, or null for no log probabilities
 * @param usage whether a stream ends with the usage
 * @param stream whether the answer is streamed
 */
public record AnswerOptions(int choices, Integer topLogprobs, boolean usage, boolean stream) {}

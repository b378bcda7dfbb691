package io.openaitriton.generation;

/**
 * What the client wants in the answer.
 *
 * @param choices number of texts, 1 or more
 * @param topLogprobs how many of the likeliest tokens, or null for no log probabilities
 * @param usage whether a stream ends with the usage
 * @param stream whether the answer is streamed
 * @param stop whether the answer names the stop string that ended it
 */
public record AnswerOptions(int choices, Integer topLogprobs, boolean usage, boolean stream, boolean stop) {

    /** Without the stop string. */
    public AnswerOptions(int choices, Integer topLogprobs, boolean usage, boolean stream) {
        this(choices, topLogprobs, usage, stream, false);
    }
}

package io.openaitriton.triton.enforce;

import io.openaitriton.response.ResponseFormat;

/**
 * How a family of models marks its thoughts, as far as a structural tag can say it.
 *
 * @param begin what opens them, unless the prompt did
 * @param end what closes them
 * @param answerBegin what stands before an answer that is no call; empty for most
 */
record ThoughtMarkup(String begin, String end, String answerBegin) {
    private static final ThoughtMarkup THINK = new ThoughtMarkup("<think>", "</think>", "");

    /** How the family of a model marks its thoughts; null for one that does not think, or whose marks are not known. */
    static ThoughtMarkup of(ResponseFormat format) {
        return format.reasoning() != null && format.reasoning().name().equals("think") ? THINK : null;
    }
}

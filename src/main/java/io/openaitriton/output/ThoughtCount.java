package io.openaitriton.output;

import io.openaitriton.generation.Generation;

/**
 * Counts the reasoning tokens of a choice: with the model's tokenizer if there is one, else with the backend's count of each
 * output. An output of several tokens with both reasoning and other text cannot be split, so then the number is unknown.
 */
final class ThoughtCount {
    private final Generation generation;
    private final StringBuilder text;
    private long tokens;
    private boolean unknown;
    private boolean thought;

    ThoughtCount(Generation generation) {
        this.generation = generation;
        this.text = generation.counter() == null ? null : new StringBuilder();
    }

    /** An output arrives. */
    void begin() {
        thought = false;
    }

    /** Reasoning within the output. */
    void thought(String more) {
        thought = true;
        if (text != null) {
            text.append(more);
        }
    }

    /**
     * The output has been read.
     *
     * @param before whether the model was reasoning before it
     * @param after whether the model is reasoning after it
     * @param count of the output's tokens, or null if the backend does not count
     */
    void end(boolean before, boolean after, Long count) {
        if (text != null || !before && !after && !thought) {
            return;
        }
        if (count == null || count == 0) {
            // an output with neither text nor tokens ends a stream
            unknown |= thought;
        } else if (before && after) {
            tokens += count;
        } else {
            // one token is the mark itself
            unknown |= count > 1;
        }
    }

    /** Their number, or null if unknown. */
    Long tokens() {
        return text != null ? generation.count(text.toString()) : unknown ? null : (Long) tokens;
    }
}

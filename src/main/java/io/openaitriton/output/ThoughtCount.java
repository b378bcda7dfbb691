package io.openaitriton.output;

import io.openaitriton.generation.Generation;

/**
 * Counts the tokens of a choice's thoughts: by the model's tokenizer where there is one, else by what the backend counts of each output. An output of several tokens that
 * holds a thought and something else cannot be parted, so then nobody knows the number.
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

    /** An output comes. */
    void begin() {
        thought = false;
    }

    /** A thought within the output. */
    void thought(String more) {
        thought = true;
        if (text != null) {
            text.append(more);
        }
    }

    /**
     * The output has been read.
     *
     * @param before whether the model was thinking when it came
     * @param after whether the model thinks now
     * @param count of the output's tokens, or null when the backend does not count
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

    /** Their number, or null when it is not known. */
    Long tokens() {
        return text != null ? generation.count(text.toString()) : unknown ? null : (Long) tokens;
    }
}

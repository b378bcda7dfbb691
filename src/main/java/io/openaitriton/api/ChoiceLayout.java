package io.openaitriton.api;

import io.openaitriton.generation.TokenLogprob;
import java.util.List;

/** Where the choices of a generation are in a stream, the text before theirs, and how their log probabilities are written. */
public abstract class ChoiceLayout {
    private final Integer firstIndex;
    private final String prefix;

    /**
     * @param firstIndex index of the first choice in a stream shared with other generations; null for a separate stream
     * @param prefix text before each choice's text, often empty
     */
    protected ChoiceLayout(Integer firstIndex, String prefix) {
        this.firstIndex = firstIndex;
        this.prefix = prefix;
    }

    /** Log probabilities as their JSON has them. Called in the order of the stream. */
    public abstract Object logprobs(int choice, List<TokenLogprob> logprobs);

    /** Index in the stream of a choice of this generation. */
    public final int index(int choice) {
        return firstIndex == null ? choice : firstIndex + choice;
    }

    /** The text before each choice's text. */
    public final String prefix() {
        return prefix;
    }

    /** True when other generations write to the same stream. */
    public final boolean isShared() {
        return firstIndex != null;
    }
}

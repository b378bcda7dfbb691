package io.openaitriton.api;

import io.openaitriton.generation.TokenLogprob;
import java.util.List;

/** Where the choices of a generation are in a stream, what stands before their text, and how their log probabilities are written. */
public abstract class ChoiceLayout {
    private final Integer firstIndex;
    private final String prefix;

    /**
     * @param firstIndex index of the first choice in a stream that is shared with other generations, whose end is not that of this one; null for
     *     a stream of its own
     * @param prefix what stands before each text, often nothing
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

    /** What stands before each text. */
    public final String prefix() {
        return prefix;
    }

    /** True when other generations write to the same stream. */
    public final boolean isShared() {
        return firstIndex != null;
    }
}

package io.openaitriton.api.completions;

import io.openaitriton.api.ChoiceLayout;
import io.openaitriton.generation.TokenLogprob;
import java.util.Arrays;
import java.util.List;

/** Log probabilities of a stream have offsets into the text of their choice, so this keeps each choice's length. For one stream. */
final class CompletionLayout extends ChoiceLayout {
    private int[] offsets = new int[1];

    CompletionLayout(Integer firstIndex, String prefix) {
        super(firstIndex, prefix);
    }

    @Override
    public Object logprobs(int choice, List<TokenLogprob> logprobs) {
        if (choice >= offsets.length) {
            offsets = Arrays.copyOf(offsets, choice + 1);
        }
        CompletionLogprobs older = CompletionLogprobs.of(logprobs, offsets[choice]);
        for (TokenLogprob token : logprobs) {
            offsets[choice] += token.token().length();
        }
        return older;
    }
}

package io.openaitriton.translate;

import io.openaitriton.openai.Usage;
import java.util.List;

/** Adds up token counts. A place for counting what no backend counted, too. */
final class Counts {
    private Counts() {}

    /**
     * The usage of an answer, or null when any part of it is not known.
     *
     * @param inputTokens tokens of the prompt, or null
     */
    static Usage usage(Long inputTokens, List<ChoiceReader> choices) {
        if (inputTokens == null || inputTokens == 0) {
            return null;
        }
        long generated = 0;
        for (ChoiceReader choice : choices) {
            Long tokens = choice.tokens();
            if (tokens == null) {
                return null;
            }
            generated += tokens;
        }
        return new Usage(inputTokens, generated, inputTokens + generated);
    }
}

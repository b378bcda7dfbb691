package io.openaitriton.translate;

import io.openaitriton.openai.Usage;
import java.util.List;

/** Adds up token counts, the backend's where it has them, else the gateway's own. */
final class Counts {
    private Counts() {}

    /**
     * The usage of an answer, or null when any part of it is not known.
     *
     * @param inputTokens tokens of the prompt as the backend counted them, or null
     */
    static Usage usage(Long inputTokens, GenerateCall call, List<ChoiceReader> choices) {
        Long prompt = inputTokens == null || inputTokens == 0 ? call.countPrompt() : inputTokens;
        if (prompt == null) {
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
        return new Usage(prompt, generated, prompt + generated);
    }
}

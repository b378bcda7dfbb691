package io.openaitriton.simulator;

import java.util.ArrayList;
import java.util.List;

/**
 * A request as a model understands it, in one vocabulary for all backends.
 *
 * @param model name of the model asked
 * @param inputs the tensors and parameters it was read from
 * @param stream whether the answer is sent token by token
 * @param echo whether a whole answer begins with the prompt
 * @param sampling how to sample
 */
record ModelRequest(String model, ModelInputs inputs, String prompt, boolean stream, boolean echo, Sampling sampling) {

    /** Whether a BOOL input is there and true. */
    boolean wants(String flag) {
        return Boolean.TRUE.equals(inputs.flag(flag));
    }

    int promptTokens() {
        return TokenList.count(prompt);
    }

    /** What a whole answer begins with. */
    String echoed() {
        return echo ? prompt : "";
    }

    /** @param tokens length that the prompt wishes for, or null */
    List<Answer> answers(Integer tokens) {
        List<Answer> answers = new ArrayList<>();
        for (int choice = 0; choice < sampling.n; choice++) {
            answers.add(Answer.of(this, tokens, choice));
        }
        return answers;
    }
}

package io.openaitriton.simulator.model;

import io.openaitriton.simulator.core.ModelInputs;

/**
 * A request as a model understands it, in one vocabulary for all backends.
 *
 * @param model name of the model asked
 * @param inputs the tensors and parameters it was read from
 * @param stream whether the answer is sent token by token
 * @param echo whether a whole answer begins with the prompt
 * @param sampling how to sample
 */
public record ModelRequest(
        String model, ModelInputs inputs, String prompt, boolean stream, boolean echo, Sampling sampling) {

    /** Whether a BOOL input is there and true. */
    public boolean wants(String flag) {
        return Boolean.TRUE.equals(inputs.flag(flag));
    }

    public int promptTokens() {
        return TokenList.count(prompt);
    }

    /** What a whole answer begins with. */
    public String echoed() {
        return echo ? prompt : "";
    }
}

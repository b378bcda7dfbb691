package io.openaitriton.response;

import java.util.List;

/**
 * How a family of models marks what it thinks.
 *
 * @param open expressions of the mark before thoughts
 * @param close expressions of the mark behind them
 * @param opened texts at the end of a prompt behind which the model thinks
 * @param repeats whether thoughts may follow other text
 * @param join what stands between thoughts that were apart
 */
record ReasoningFormat(List<String> open, List<String> close, List<String> opened, boolean repeats, String join) {

    /** True when the model thinks behind this prompt. */
    boolean isOpenedBy(String prompt) {
        String end = prompt.stripTrailing();
        for (String mark : opened) {
            if (end.endsWith(mark)) {
                return true;
            }
        }
        return false;
    }
}

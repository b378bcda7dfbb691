package io.openaitriton.response;

import java.util.List;

/**
 * How a family of models marks its reasoning.
 *
 * @param open expressions of the mark before reasoning
 * @param close expressions of the mark after it
 * @param opened texts at the end of a prompt after which the model reasons
 * @param repeats whether reasoning may follow other text
 * @param special whether the marks are special tokens, which an answer cannot quote
 * @param join text between separate pieces of reasoning
 */
record ReasoningFormat(
        List<String> open, List<String> close, List<String> opened, boolean repeats, boolean special, String join) {

    /** True if the model reasons after this prompt. */
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

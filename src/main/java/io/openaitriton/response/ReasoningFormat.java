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
    boolean isOpenedBy(CharSequence prompt) {
        int end = prompt.length();
        while (end > 0 && Character.isWhitespace(prompt.charAt(end - 1))) {
            end--;
        }
        for (String mark : opened) {
            if (endsWith(prompt, end, mark)) {
                return true;
            }
        }
        return false;
    }

    /** Character by character from the end: a prompt in pieces is not joined. */
    private static boolean endsWith(CharSequence prompt, int end, String mark) {
        int before = end - mark.length();
        for (int i = mark.length() - 1; i >= 0; i--) {
            if (before < 0 || prompt.charAt(before + i) != mark.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}

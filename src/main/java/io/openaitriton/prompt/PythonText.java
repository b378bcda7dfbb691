package io.openaitriton.prompt;

/** Text functions as in Python, with which the authors of templates tested. */
final class PythonText {
    private PythonText() {}

    /** {@code str.rstrip()}: white space as Python sees it, which {@link String#stripTrailing()} does not quite match. */
    static String stripEnd(String text) {
        int to = text.length();
        while (to > 0 && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(0, to);
    }

    /** {@code str.isspace()} of one character; all of Python's white space lies in the basic plane. */
    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || c == '\u00a0' || c == '\u0085' || c == '\u2007' || c == '\u202f';
    }
}

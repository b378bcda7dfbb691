package io.openaitriton.template.text;

/** White space as Python's {@code str.isspace} and {@code \s} see it, which Java's two notions do not quite match. */
public final class Whitespace {
    private Whitespace() {}

    public static boolean is(int c) {
        return c <= 0x7f
                ? c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f)
                : Character.isWhitespace(c) || c == 0xa0 || c == 0x85 || c == 0x2007 || c == 0x202f;
    }

    public static boolean isAll(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!is(text.charAt(i))) {
                return false;
            }
        }
        return to > from;
    }

    /** Where the white space that starts here ends. */
    public static int skip(String text, int from) {
        int i = from;
        while (i < text.length() && is(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /** Where the white space at the end of the text starts, but not before this index. */
    public static int before(String text, int least) {
        int i = text.length();
        while (i > least && is(text.charAt(i - 1))) {
            i--;
        }
        return i;
    }

    public static String strip(String text, boolean left, boolean right) {
        int from = left ? skip(text, 0) : 0;
        return text.substring(from, right ? before(text, from) : text.length());
    }
}

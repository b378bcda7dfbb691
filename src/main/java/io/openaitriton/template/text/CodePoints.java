package io.openaitriton.template.text;

/** Strings as Python sees them: sequences of code points, not of UTF-16 units. */
public final class CodePoints {
    private static final String[] ASCII = new String[128];

    static {
        for (int i = 0; i < ASCII.length; i++) {
            ASCII[i] = Character.toString(i);
        }
    }

    private CodePoints() {}

    /** One code point as a text. */
    public static String text(int codePoint) {
        return codePoint < ASCII.length ? ASCII[codePoint] : Character.toString(codePoint);
    }

    public static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Whether it is a capital or small letter, or one that is both. */
    static boolean hasCase(int c) {
        return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
    }

    /** Whether indices mean the same in Java and Python. */
    public static boolean isPlain(String text) {
        return length(text) == text.length();
    }

    /** The UTF-16 offset of a code point. */
    static int offset(String text, long index) {
        return text.offsetByCodePoints(0, (int) index);
    }

    public static String at(String text, long index) {
        int offset = isPlain(text) ? (int) index : offset(text, index);
        return text(text.codePointAt(offset));
    }

    public static String range(String text, long from, long to) {
        if (from >= to) {
            return "";
        }
        if (isPlain(text)) {
            return text.substring((int) from, (int) to);
        }
        int start = offset(text, from);
        return text.substring(start, text.offsetByCodePoints(start, (int) (to - from)));
    }
}

package io.openaitriton.template;

/** Strings as Python sees them: sequences of code points, not of UTF-16 units. */
final class CodePoints {
    private CodePoints() {}

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Whether indices mean the same in Java and Python. */
    static boolean isPlain(String text) {
        return length(text) == text.length();
    }

    /** The UTF-16 offset of a code point. */
    static int offset(String text, long index) {
        return text.offsetByCodePoints(0, (int) index);
    }

    static String at(String text, long index) {
        int offset = isPlain(text) ? (int) index : offset(text, index);
        return Character.toString(text.codePointAt(offset));
    }

    static String range(String text, long from, long to) {
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

package io.openaitriton.response.value;

/** Makes the inside of a JSON string of one in quotes with Python's escapes, or of one between marks, in which nothing is escaped. */
final class LiteralString {
    private final StringBuilder out;
    private final String end;
    private final boolean escapes;
    private boolean empty = true;
    private int matched;
    private boolean escaped;
    private int code;
    private int codeLeft;

    private LiteralString(String end, boolean escapes, StringBuilder out) {
        this.end = end;
        this.escapes = escapes;
        this.out = out;
    }

    /** A string that ends with its quote. */
    static LiteralString quoted(char quote, StringBuilder out) {
        out.append('"');
        return new LiteralString(String.valueOf(quote), true, out);
    }

    /** The string that began as an empty one, if its quote follows once more: it ends with three quotes. */
    LiteralString tripled() {
        return new LiteralString(end.repeat(3), true, out);
    }

    /** A string that ends with a mark. */
    static LiteralString marked(String mark, StringBuilder out) {
        out.append('"');
        return new LiteralString(mark, false, out);
    }

    /**
     * Takes the next character.
     *
     * @return true when its end has come
     */
    boolean take(char c) {
        if (codeLeft > 0) {
            return code(c);
        }
        if (escaped) {
            escaped = false;
            empty = false;
            escape(c);
            return false;
        }
        if (escapes && c == '\\') {
            escaped = true;
            return false;
        }
        return text(c);
    }

    /** True when three quotes begin it: nothing has come between two, and this character is the third. */
    boolean isTripledBy(char c) {
        return empty && escapes && end.length() == 1 && end.charAt(0) == c;
    }

    /** What seemed to be its end is part of it, and so is the text after it. */
    void resume(CharSequence after) {
        empty = false;
        matched = 0;
        append(end);
        append(after);
    }

    private void append(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            JsonText.append(out, text.charAt(i));
        }
    }

    /** The string ends here, with its end or without. */
    void close() {
        if (matched < end.length()) {
            append(end.substring(0, matched));
        }
        out.append('"');
    }

    private boolean text(char c) {
        if (c == end.charAt(matched)) {
            return ++matched == end.length();
        }
        empty = false;
        append(end.substring(0, matched));
        matched = 0;
        if (c == end.charAt(0)) {
            matched = 1;
        } else {
            JsonText.append(out, c);
        }
        return false;
    }

    private void escape(char c) {
        switch (c) {
            case 'n' -> JsonText.append(out, '\n');
            case 't' -> JsonText.append(out, '\t');
            case 'r' -> JsonText.append(out, '\r');
            case 'b' -> JsonText.append(out, '\b');
            case 'f' -> JsonText.append(out, '\f');
            case '0' -> JsonText.append(out, '\0');
            case 'x', 'u', 'U' -> {
                code = 0;
                codeLeft = c == 'x' ? 2 : c == 'u' ? 4 : 8;
            }
            case '\\', '\'', '"', '/' -> JsonText.append(out, c);
            case '\n' -> {
                // Python goes on in the next line
            }
            default -> {
                JsonText.append(out, '\\');
                JsonText.append(out, c);
            }
        }
    }

    private boolean code(char c) {
        int digit = Character.digit(c, 16);
        if (digit < 0) {
            codeLeft = 0;
            return take(c);
        }
        code = code << 4 | digit;
        if (--codeLeft == 0 && Character.isValidCodePoint(code)) {
            for (char unit : Character.toChars(code)) {
                JsonText.append(out, unit);
            }
        }
        return false;
    }
}

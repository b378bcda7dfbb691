package io.openaitriton.response.value;

/** Makes the inside of a JSON string of one in quotes with Python's escapes, or of one between marks, in which nothing is escaped. */
final class LiteralString {
    private final StringBuilder out;
    private final String end;
    private final boolean escapes;
    private int matched;
    private boolean escaped;
    private int code;
    private int codeLeft;

    private LiteralString(String end, boolean escapes, StringBuilder out) {
        this.end = end;
        this.escapes = escapes;
        this.out = out;
        out.append('"');
    }

    /** A string that ends with its quote. */
    static LiteralString quoted(char quote, StringBuilder out) {
        return new LiteralString(String.valueOf(quote), true, out);
    }

    /** A string that ends with a mark. */
    static LiteralString marked(String mark, StringBuilder out) {
        return new LiteralString(mark, false, out);
    }

    /**
     * Takes the next character.
     *
     * @return true when the string has ended
     */
    boolean take(char c) {
        if (codeLeft > 0) {
            return code(c);
        }
        if (escaped) {
            escaped = false;
            escape(c);
            return false;
        }
        if (escapes && c == '\\') {
            escaped = true;
            return false;
        }
        return text(c);
    }

    /** The string ends here, without its end. */
    void close() {
        out.append(end, 0, matched).append('"');
    }

    private boolean text(char c) {
        if (c == end.charAt(matched)) {
            if (++matched == end.length()) {
                out.append('"');
                return true;
            }
            return false;
        }
        for (int i = 0; i < matched; i++) {
            JsonText.append(out, end.charAt(i));
        }
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

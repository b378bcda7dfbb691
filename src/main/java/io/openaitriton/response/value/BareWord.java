package io.openaitriton.response.value;

/** A word without quotes: a number, a constant, a key, or the beginning of a mark. */
final class BareWord {
    private final StringBuilder text = new StringBuilder();
    private int parentheses;

    void start() {
        text.setLength(0);
        parentheses = 0;
    }

    void start(char c) {
        start();
        text.append(c);
    }

    /** Adds a character that continues the mark; false if it does not, or nothing of the mark was read. */
    boolean continues(String mark, char c) {
        boolean begun =
                mark != null && !text.isEmpty() && text.length() < mark.length() && mark.startsWith(text.toString());
        if (!begun || mark.charAt(text.length()) != c) {
            return false;
        }
        text.append(c);
        return true;
    }

    boolean isAll(String mark) {
        return text.length() == mark.length();
    }

    /**
     * Adds a character; false if it is behind the end of the word.
     *
     * @param key whether the word is a key
     * @param alone whether it is in no list or object
     */
    boolean take(char c, boolean key, boolean alone) {
        boolean ends = c == ','
                || c == ']'
                || c == '}'
                || c == ')' && parentheses == 0
                || c == ':' && key
                || c == '\n' && alone;
        if (!ends) {
            parentheses += c == '(' ? 1 : c == ')' ? -1 : 0;
            text.append(c);
        }
        return !ends;
    }

    @Override
    public String toString() {
        return text.toString().strip();
    }
}

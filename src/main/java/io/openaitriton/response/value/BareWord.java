package io.openaitriton.response.value;

import java.util.function.Predicate;

/** A word without quotes: a number, a constant, a key, or the beginning of a mark. */
final class BareWord {
    private final Predicate<String> strings;
    private final StringBuilder text = new StringBuilder();
    private int parentheses;
    private String lastKey;

    /** @param strings whether the value of a key is a string */
    BareWord(Predicate<String> strings) {
        this.strings = strings;
    }

    /** A key begins. */
    void forgetKey() {
        lastKey = null;
    }

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

    /**
     * The JSON of the word.
     *
     * @param key whether it is a key
     * @param outer whether it stands in the outer list or object
     */
    String json(boolean key, boolean outer) {
        String word = text.toString().strip();
        if (key) {
            lastKey = word;
            return JsonText.quote(word);
        }
        String json = JsonText.word(word);
        return outer && lastKey != null && !json.equals("null") && strings.test(lastKey) ? JsonText.quote(word) : json;
    }
}

package io.openaitriton.response.value;

/** The lists and objects of a value that have no end yet; a tuple becomes a list. */
final class OpenBrackets {
    private static final int MAX_DEPTH = 1000;

    private final StringBuilder open = new StringBuilder();
    private final StringBuilder out;

    OpenBrackets(StringBuilder out) {
        this.out = out;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Whether there is one only. */
    boolean isOuter() {
        return open.length() == 1;
    }

    /** Whether the innermost is an object. */
    boolean isInObject() {
        return open.charAt(open.length() - 1) == '{';
    }

    static boolean opens(char c) {
        return c == '[' || c == '(' || c == '{';
    }

    static boolean closes(char c) {
        return c == ']' || c == ')' || c == '}';
    }

    /** @throws IllegalArgumentException if there are too many */
    void open(char c) {
        if (open.length() >= MAX_DEPTH) {
            throw new IllegalArgumentException("a value is nested deeper than " + MAX_DEPTH);
        }
        open.append(c == '(' ? '[' : c);
        out.append(c == '(' ? '[' : c);
    }

    /** Writes the end of the innermost. */
    void close() {
        out.append(isInObject() ? '}' : ']');
        open.setLength(open.length() - 1);
    }

    void closeAll() {
        while (!isEmpty()) {
            close();
        }
    }
}

package io.openaitriton.response.value;

/**
 * Makes JSON of a value in Python's notation, as it comes: strings in single or double quotes, {@code True} and {@code None}, tuples, commas at the end. Gemma's notation is
 * the same with strings between marks of their own, in which nothing is escaped, and keys without quotes.
 */
public final class LiteralReader {
    private static final int MAX_DEPTH = 1000;

    private enum State {
        VALUE,
        KEY,
        COLON,
        AFTER,
        STRING,
        /** After a quote, which ends the string if something follows that may follow a string. */
        QUOTED,
        WORD
    }

    /** Mark before and after a string, or null. */
    private final String mark;

    private final StringBuilder out;
    private final StringBuilder open = new StringBuilder();
    private final StringBuilder word = new StringBuilder();
    private final StringBuilder space = new StringBuilder();

    private State state = State.VALUE;
    private LiteralString string;
    private int parentheses;
    private boolean key;
    private boolean comma;
    private boolean done;
    private boolean complete;

    /**
     * Reads one value.
     *
     * @param mark what stands before and after each string besides quotes, or null
     * @param out gets the JSON
     */
    public LiteralReader(String mark, StringBuilder out) {
        this.mark = mark;
        this.out = out;
    }

    /** True when the value has its end. */
    public boolean isDone() {
        return done;
    }

    /** True within a string. */
    public boolean isInString() {
        return state == State.STRING || state == State.QUOTED;
    }

    /** True when nothing of a string, list or object was missing when it ended. */
    public boolean isComplete() {
        return complete;
    }

    /**
     * Takes the next character.
     *
     * @return false when the value has ended before it
     */
    public boolean take(char c) {
        switch (state) {
            case VALUE -> {
                return value(c);
            }
            case KEY -> key(c);
            case COLON -> colon(c);
            case AFTER -> after(c);
            case STRING -> string(c);
            case QUOTED -> {
                return quoted(c);
            }
            default -> {
                return word(c);
            }
        }
        return true;
    }

    /** The value ends here. What is missing of it is not made up, but for the quotes and brackets when {@code close} is set. */
    public void end(boolean close) {
        complete = state == State.WORD && open.isEmpty() || done;
        if (done) {
            return;
        }
        if (state == State.WORD) {
            endWord();
        }
        if (close) {
            if (state == State.STRING || state == State.QUOTED) {
                string.close();
            }
            for (int i = open.length() - 1; i >= 0; i--) {
                out.append(open.charAt(i) == '{' ? '}' : ']');
            }
        }
        done = true;
    }

    private boolean value(char c) {
        if (Character.isWhitespace(c)) {
            return true;
        }
        if (!open.isEmpty() && (c == ']' || c == ')' || c == '}')) {
            close();
            return true;
        }
        separate();
        if (mark != null && c == mark.charAt(0)) {
            word.setLength(0);
            word.append(c);
            parentheses = 0;
            state = State.WORD;
        } else if (c == '"' || c == '\'') {
            startString(c);
        } else if (c == '[' || c == '(' || c == '{') {
            if (open.length() >= MAX_DEPTH) {
                throw new IllegalArgumentException("a value is nested deeper than " + MAX_DEPTH);
            }
            open.append(c == '(' ? '[' : c);
            out.append(c == '(' ? '[' : c);
            comma = false;
            state = c == '{' ? State.KEY : State.VALUE;
        } else {
            word.setLength(0);
            parentheses = 0;
            state = State.WORD;
            return word(c);
        }
        return true;
    }

    private void separate() {
        if (comma) {
            out.append(", ");
            comma = false;
        }
    }

    private void startString(char c) {
        string = LiteralString.quoted(c, out);
        state = State.STRING;
    }

    private void key(char c) {
        if (Character.isWhitespace(c) || c == ',') {
            return;
        }
        if (c == '}' || c == ']' || c == ')') {
            close();
            return;
        }
        separate();
        key = true;
        if (c == '"' || c == '\'') {
            startString(c);
        } else {
            word.setLength(0);
            word.append(c);
            parentheses = 0;
            state = State.WORD;
        }
    }

    private void colon(char c) {
        if (c == ':') {
            out.append(": ");
            state = State.VALUE;
        } else if (c == '}' || c == ',') {
            // a key without a value
            out.append(": null");
            state = State.AFTER;
            after(c);
        }
    }

    private void after(char c) {
        if (c == ',') {
            comma = true;
            state = open.charAt(open.length() - 1) == '{' ? State.KEY : State.VALUE;
        } else if (c == ']' || c == ')' || c == '}') {
            close();
        }
    }

    private void close() {
        comma = false;
        int last = open.length() - 1;
        out.append(open.charAt(last) == '{' ? '}' : ']');
        open.setLength(last);
        ended();
    }

    private void ended() {
        if (key) {
            key = false;
            state = State.COLON;
        } else if (open.isEmpty()) {
            done = true;
            complete = true;
        } else {
            state = State.AFTER;
        }
    }

    private void string(char c) {
        if (!string.take(c)) {
            return;
        }
        if (mark == null) {
            space.setLength(0);
            state = State.QUOTED;
        } else {
            string.close();
            ended();
        }
    }

    /** Models forget to escape the quotes of a shell command: only what stands where a string can end is its end. */
    private boolean quoted(char c) {
        if (Character.isWhitespace(c)) {
            space.append(c);
        } else if (c == ',' || c == '}' || (key ? c == ':' : c == ')' || c == ']')) {
            string.close();
            ended();
            if (done) {
                return false;
            }
            take(c);
        } else if (space.isEmpty() && string.isTripledBy(c)) {
            string = string.tripled();
            state = State.STRING;
        } else {
            string.resume(space);
            state = State.STRING;
            string(c);
        }
        return true;
    }

    private boolean word(char c) {
        if (mark != null && isBeginningOfMark() && mark.charAt(word.length()) == c) {
            word.append(c);
            if (word.length() == mark.length()) {
                string = LiteralString.marked(mark, out);
                state = State.STRING;
            }
            return true;
        }
        boolean ends = c == ','
                || c == ']'
                || c == '}'
                || c == ')' && parentheses == 0
                || c == ':' && key
                || c == '\n' && open.isEmpty();
        if (!ends) {
            parentheses += c == '(' ? 1 : c == ')' ? -1 : 0;
            word.append(c);
            return true;
        }
        boolean wasKey = key;
        endWord();
        if (done) {
            return false;
        }
        if (wasKey) {
            colon(c);
        } else {
            after(c);
        }
        return true;
    }

    private boolean isBeginningOfMark() {
        return !word.isEmpty() && word.length() < mark.length() && mark.startsWith(word.toString());
    }

    private void endWord() {
        String text = word.toString().strip();
        out.append(key ? JsonText.quote(text) : JsonText.word(text));
        ended();
    }
}

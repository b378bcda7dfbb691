package io.openaitriton.response.value;

import java.util.function.Predicate;

/**
 * Makes JSON of a value in Python's notation, as it comes: strings in single or double quotes, {@code True} and {@code None}, tuples, commas at the end. Gemma's notation is
 * the same with strings between marks of their own, in which nothing is escaped, and keys without quotes.
 */
public final class LiteralReader {
    /** Mark before and after a string, or null. */
    private final String mark;

    private final StringBuilder out;
    private final OpenBrackets open;
    private final BareWord word;
    private final StringBuilder space = new StringBuilder();

    private LiteralState state = LiteralState.VALUE;
    private LiteralString string;
    private boolean key;
    private boolean comma;
    private boolean done;
    private boolean complete;

    /**
     * Reads one value.
     *
     * @param mark what stands before and after each string besides quotes, or null
     * @param strings whether the value of a key of the outer object is a string, with quotes or without
     * @param out gets the JSON
     */
    public LiteralReader(String mark, Predicate<String> strings, StringBuilder out) {
        this.mark = mark;
        this.out = out;
        this.word = new BareWord(strings);
        this.open = new OpenBrackets(out);
    }

    /** True when the value has its end. */
    public boolean isDone() {
        return done;
    }

    /** True within a string, but not behind a quote that may be its end. */
    public boolean isInString() {
        return state == LiteralState.STRING;
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
            case KEY -> key(c);
            case COLON -> colon(c);
            case AFTER -> after(c);
            case STRING -> string(c);
            default -> {
                return state == LiteralState.VALUE ? value(c) : state == LiteralState.QUOTED ? quoted(c) : word(c);
            }
        }
        return true;
    }

    /** The value ends here. What is missing of it is not made up, but for the quotes and brackets when {@code close} is set. */
    public void end(boolean close) {
        complete = state == LiteralState.WORD && open.isEmpty() || done;
        if (!done && state == LiteralState.WORD) {
            endWord();
        }
        if (close && !done) {
            if (state == LiteralState.STRING || state == LiteralState.QUOTED) {
                string.close();
            }
            open.closeAll();
        }
        done = true;
    }

    private boolean value(char c) {
        if (Character.isWhitespace(c)) {
            return true;
        }
        if (!open.isEmpty() && OpenBrackets.closes(c)) {
            close();
            return true;
        }
        separate();
        if (mark != null && c == mark.charAt(0)) {
            word.start(c);
            state = LiteralState.WORD;
        } else if (c == '"' || c == '\'') {
            startString(c);
        } else if (OpenBrackets.opens(c)) {
            open.open(c);
            comma = false;
            state = c == '{' ? LiteralState.KEY : LiteralState.VALUE;
        } else {
            word.start();
            state = LiteralState.WORD;
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
        state = LiteralState.STRING;
    }

    private void key(char c) {
        if (Character.isWhitespace(c) || c == ',') {
            return;
        }
        if (OpenBrackets.closes(c)) {
            close();
            return;
        }
        separate();
        key = true;
        word.forgetKey();
        if (c == '"' || c == '\'') {
            startString(c);
        } else {
            word.start(c);
            state = LiteralState.WORD;
        }
    }

    private void colon(char c) {
        if (c == ':') {
            out.append(": ");
            state = LiteralState.VALUE;
        } else if (c == '}' || c == ',') {
            // a key without a value
            out.append(": null");
            state = LiteralState.AFTER;
            after(c);
        }
    }

    private void after(char c) {
        if (c == ',') {
            comma = true;
            state = open.isInObject() ? LiteralState.KEY : LiteralState.VALUE;
        } else if (OpenBrackets.closes(c)) {
            close();
        }
    }

    private void close() {
        comma = false;
        open.close();
        ended();
    }

    private void ended() {
        if (key) {
            key = false;
            state = LiteralState.COLON;
        } else if (open.isEmpty()) {
            done = true;
            complete = true;
        } else {
            state = LiteralState.AFTER;
        }
    }

    private void string(char c) {
        if (!string.take(c)) {
            return;
        }
        if (mark == null) {
            space.setLength(0);
            state = LiteralState.QUOTED;
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
            state = LiteralState.STRING;
        } else {
            string.resume(space);
            state = LiteralState.STRING;
            string(c);
        }
        return true;
    }

    private boolean word(char c) {
        if (word.continues(mark, c)) {
            if (word.isAll(mark)) {
                string = LiteralString.marked(mark, out);
                state = LiteralState.STRING;
            }
            return true;
        }
        if (word.take(c, key, open.isEmpty())) {
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

    private void endWord() {
        out.append(word.json(key, open.isOuter()));
        ended();
    }
}

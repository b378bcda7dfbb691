package io.openaitriton.response;

import io.openaitriton.response.value.JsonText;
import io.openaitriton.response.value.LiteralReader;

/** Reads calls in Python's notation: {@code [name(key=value), name()]}, or one a line. Arguments have names. */
final class PythonCallReader extends CallReader {
    private enum State {
        ITEM,
        NAME,
        BRACKET,
        KEY_OR_END,
        KEY,
        EQUALS,
        VALUE,
        /** An argument without a name, which is left out. */
        UNNAMED,
        COMMA_OR_END,
        AFTER_ITEM
    }

    private final StringBuilder word = new StringBuilder();
    private State state = State.ITEM;
    private boolean list;
    private boolean any;
    private boolean begun;
    private boolean first;
    private String name;
    private LiteralReader value;

    PythonCallReader(CallSink sink) {
        super(sink);
    }

    @Override
    Step take(char c) {
        return switch (state) {
            case ITEM -> item(c);
            case NAME -> name(c);
            case BRACKET -> Character.isWhitespace(c) ? Step.MORE : c == '(' ? startArguments() : Step.FAILED;
            case KEY_OR_END -> keyOrEnd(c);
            case KEY -> key(c);
            case EQUALS -> Character.isWhitespace(c) ? Step.MORE : c == '=' ? startValue() : unnamed(c);
            case VALUE -> value(c);
            case COMMA_OR_END, UNNAMED -> commaOrEnd(c);
            case AFTER_ITEM -> afterItem(c);
        };
    }

    @Override
    boolean end(boolean cut) {
        if (!begun) {
            // the beginning of another name is text
            return any && (state == State.ITEM || state == State.AFTER_ITEM);
        }
        if (value != null && !value.isDone()) {
            value.end(!cut);
        }
        if (!cut) {
            sink.arguments().append('}');
        }
        return true;
    }

    @Override
    boolean isInString() {
        return state == State.VALUE && value.isInString();
    }

    private Step to(State next) {
        state = next;
        return Step.MORE;
    }

    private Step item(char c) {
        if (Character.isWhitespace(c)) {
            return Step.MORE;
        }
        if (c == '[' && !list && !any) {
            list = true;
            return Step.MORE;
        }
        if (Character.isLetter(c) || c == '_') {
            word.setLength(0);
            word.append(c);
            return to(State.NAME);
        }
        return any ? c == ']' && list ? Step.DONE : Step.DONE_BEFORE : Step.FAILED;
    }

    private Step name(char c) {
        if (isName(c, word.length())) {
            word.append(c);
            return Step.MORE;
        }
        name = word.toString();
        begun = false;
        first = true;
        value = null;
        if (c == '(') {
            return startArguments();
        }
        return Character.isWhitespace(c) ? to(State.BRACKET) : Step.FAILED;
    }

    private Step startArguments() {
        return to(State.KEY_OR_END);
    }

    private Step keyOrEnd(char c) {
        if (Character.isWhitespace(c)) {
            return Step.MORE;
        }
        if (c == ')') {
            return endItem();
        }
        word.setLength(0);
        word.append(c);
        return Character.isLetter(c) || c == '_' ? to(State.KEY) : unnamed(c);
    }

    private Step unnamed(char c) {
        if (!begun) {
            return Step.FAILED;
        }
        state = State.UNNAMED;
        return commaOrEnd(c);
    }

    private Step key(char c) {
        if (isName(c, word.length())) {
            word.append(c);
            return Step.MORE;
        }
        return c == '=' ? startValue() : Character.isWhitespace(c) ? to(State.EQUALS) : unnamed(c);
    }

    private Step startValue() {
        if (!begin()) {
            return Step.FAILED;
        }
        sink.arguments().append(first ? "" : ", ").append(JsonText.quote(word)).append(": ");
        first = false;
        value = new LiteralReader(null, key -> false, sink.arguments());
        return to(State.VALUE);
    }

    private Step value(char c) {
        boolean taken = value.take(c);
        if (!value.isDone()) {
            return Step.MORE;
        }
        state = State.COMMA_OR_END;
        return taken ? Step.MORE : commaOrEnd(c);
    }

    private Step commaOrEnd(char c) {
        if (Character.isWhitespace(c)) {
            return Step.MORE;
        }
        if (c == ',') {
            return to(State.KEY_OR_END);
        }
        return c == ')' ? endItem() : Step.MORE;
    }

    private Step endItem() {
        if (!begin()) {
            return Step.FAILED;
        }
        sink.arguments().append('}');
        sink.finish();
        begun = false;
        any = true;
        return to(State.AFTER_ITEM);
    }

    private Step afterItem(char c) {
        if (c == ',' && list || !list && (c == '\n' || c == ';' || c == ',')) {
            return to(State.ITEM);
        }
        if (Character.isWhitespace(c)) {
            return Step.MORE;
        }
        return c == ']' && list ? Step.DONE : Step.DONE_BEFORE;
    }

    private boolean begin() {
        if (!begun) {
            if (!sink.begin(name, null)) {
                return false;
            }
            begun = true;
            sink.arguments().append('{');
        }
        return true;
    }
}

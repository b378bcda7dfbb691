package io.openaitriton.response;

import io.openaitriton.response.CallFormat.Keys;

/**
 * Reads calls that are JSON objects with a name and arguments, one or a list of them. A call is reported as soon as its arguments
 * begin, if its name came before them; otherwise once its name is known.
 */
final class JsonCallReader extends CallReader {
    private static final String IN_OBJECT = ",}]\n";

    private final Keys keys;
    private final HeldCall call;
    private final StringBuilder word = new StringBuilder();

    private JsonCallState state = JsonCallState.ITEM;
    private boolean list;
    private boolean wrapped;
    private boolean afterComma;
    private String key;
    private boolean any;
    private JsonArguments arguments;
    private JsonArguments other;

    JsonCallReader(Keys keys, CallSink sink) {
        super(sink);
        this.keys = keys;
        this.call = new HeldCall(sink);
    }

    @Override
    Step take(char c) {
        return switch (state) {
            case ITEM -> item(c);
            case KEY_OR_END -> keyOrEnd(c);
            case KEY -> key(c);
            case COLON -> Character.isWhitespace(c) ? Step.MORE : c == ':' ? to(JsonCallState.VALUE) : Step.FAILED;
            case VALUE -> value(c);
            case NAME, NAME_ESCAPE, ID -> string(c);
            case ARGUMENTS -> arguments(c);
            case OTHER -> other(c);
            case COMMA_OR_END -> commaOrEnd(c);
            case AFTER_ITEM -> afterItem(c);
        };
    }

    @Override
    boolean end(boolean cut) {
        if (state == JsonCallState.ITEM || state == JsonCallState.AFTER_ITEM) {
            return any;
        }
        if (!call.hasName() || state == JsonCallState.NAME) {
            return false;
        }
        if (arguments != null) {
            arguments.end(cut);
        } else if (!cut) {
            call.arguments().append("{}");
        }
        return call.release();
    }

    @Override
    boolean isInString() {
        return switch (state) {
            case KEY, NAME, NAME_ESCAPE, ID -> true;
            case ARGUMENTS -> arguments.isInString();
            case OTHER -> other.isInString();
            default -> false;
        };
    }

    private Step to(JsonCallState next) {
        state = next;
        return Step.MORE;
    }

    private Step item(char c) {
        if (Character.isWhitespace(c)) {
            return Step.MORE;
        }
        if (c == '[' && !list) {
            list = true;
            return Step.MORE;
        }
        if (c != '{') {
            return Step.FAILED;
        }
        call.next();
        arguments = null;
        wrapped = false;
        afterComma = false;
        return to(JsonCallState.KEY_OR_END);
    }

    private Step keyOrEnd(char c) {
        if (Character.isWhitespace(c)) {
            return Step.MORE;
        }
        if (c == '}' && !afterComma) {
            return endObject();
        }
        word.setLength(0);
        return c == '"' ? to(JsonCallState.KEY) : Step.FAILED;
    }

    private Step key(char c) {
        if (c == '"') {
            key = word.toString();
            return to(JsonCallState.COLON);
        }
        word.append(c);
        return isTooLongForName(word.length()) || c == '\n' ? Step.FAILED : Step.MORE;
    }

    private Step value(char c) {
        if (Character.isWhitespace(c)) {
            return Step.MORE;
        }
        word.setLength(0);
        if (keys.nameIsKey()) {
            if (key.isEmpty()) {
                return Step.FAILED;
            }
            call.name(key);
            return startArguments(c);
        }
        if (keys.name().contains(key) && !call.hasName()) {
            return c == '"' ? to(JsonCallState.NAME) : Step.FAILED;
        }
        if (keys.arguments().contains(key) && arguments == null) {
            return startArguments(c);
        }
        if (key.equals("function") && c == '{' && !wrapped) {
            wrapped = true;
            return to(JsonCallState.KEY_OR_END);
        }
        if (keys.id().contains(key) && c == '"') {
            return to(JsonCallState.ID);
        }
        if (keys.strict() && !key.equals("type")) {
            return Step.FAILED;
        }
        other = new JsonArguments(IN_OBJECT, new StringBuilder());
        state = JsonCallState.OTHER;
        return other(c);
    }

    private Step string(char c) {
        if (state == JsonCallState.NAME_ESCAPE) {
            word.append(c);
            return to(JsonCallState.NAME);
        }
        if (c == '"') {
            if (state == JsonCallState.ID) {
                call.id(keys.isId(word) ? word.toString() : null);
            } else if (word.isEmpty()) {
                return Step.FAILED;
            } else {
                call.name(word.toString());
                if (arguments != null && !keys.idLast() && !call.release()) {
                    return Step.FAILED;
                }
            }
            return to(JsonCallState.COMMA_OR_END);
        }
        if (c == '\\') {
            return to(state == JsonCallState.NAME ? JsonCallState.NAME_ESCAPE : state);
        }
        word.append(c);
        return isTooLongForName(word.length()) || c == '\n' ? Step.FAILED : Step.MORE;
    }

    private Step startArguments(char c) {
        arguments = new JsonArguments(IN_OBJECT, call.arguments());
        state = JsonCallState.ARGUMENTS;
        return arguments(c);
    }

    private Step arguments(char c) {
        Step step = arguments.take(c);
        // an empty object waits, as the id may follow
        boolean ready = call.hasName()
                && !keys.idLast()
                && (call.isBegun() || call.arguments().length() > 1 && step == Step.MORE);
        if (ready && !call.release()) {
            return Step.FAILED;
        }
        requireBounded(call.arguments());
        return afterValue(step, c);
    }

    private Step other(char c) {
        return afterValue(other.take(c), c);
    }

    private Step afterValue(Step step, char c) {
        if (step != Step.MORE) {
            state = JsonCallState.COMMA_OR_END;
        }
        return step == Step.DONE_BEFORE ? commaOrEnd(c) : Step.MORE;
    }

    private Step commaOrEnd(char c) {
        if (Character.isWhitespace(c)) {
            return Step.MORE;
        }
        if (c == ',') {
            afterComma = true;
            return to(JsonCallState.KEY_OR_END);
        }
        return c == '}' ? endObject() : call.isBegun() ? endItem(Step.DONE_BEFORE) : Step.FAILED;
    }

    private Step endObject() {
        if (wrapped) {
            wrapped = false;
            return to(JsonCallState.COMMA_OR_END);
        }
        if (!call.hasName()) {
            return Step.FAILED;
        }
        if (arguments == null) {
            call.arguments().append("{}");
        }
        return call.release() ? endItem(Step.DONE) : Step.FAILED;
    }

    private Step endItem(Step single) {
        sink.finish();
        any = true;
        state = JsonCallState.AFTER_ITEM;
        return list && single == Step.DONE ? Step.MORE : single;
    }

    private Step afterItem(char c) {
        if (Character.isWhitespace(c)) {
            return Step.MORE;
        }
        if (c == ',') {
            return to(JsonCallState.ITEM);
        }
        return c == ']' ? Step.DONE : Step.DONE_BEFORE;
    }
}

package io.openaitriton.response;

/**
 * Passes on the arguments of a call as the model wrote them, and finds their end: the end of an object or list by its brackets
 * outside of strings, even if these contain marks. A JSON string with an object counts as that object, and missing arguments as
 * an empty object.
 */
final class JsonArguments {
    private enum State {
        BEGINNING,
        NESTED,
        IN_STRING,
        ESCAPE,
        QUOTED_BEGINNING,
        QUOTED,
        QUOTED_ESCAPE,
        QUOTED_CODE,
        SCALAR
    }

    private final StringBuilder out;
    private State state = State.BEGINNING;
    private char open;
    private char close;
    private int depth;
    private boolean object;
    private int code;
    private int codeLeft;
    private final StringBuilder scalar = new StringBuilder();

    private final String ends;

    /**
     * Reads one value.
     *
     * @param ends characters that end a value that is neither object, list nor string
     * @param out gets the arguments
     */
    JsonArguments(String ends, StringBuilder out) {
        this.ends = ends;
        this.out = out;
    }

    /** Takes the next character of the value. */
    CallReader.Step take(char c) {
        switch (state) {
            case BEGINNING -> {
                return begin(c);
            }
            case NESTED -> {
                return nested(c);
            }
            case IN_STRING -> {
                out.append(c);
                state = c == '"' ? State.NESTED : c == '\\' ? State.ESCAPE : state;
            }
            case ESCAPE -> {
                out.append(c);
                state = State.IN_STRING;
            }
            case QUOTED_BEGINNING, QUOTED, QUOTED_ESCAPE, QUOTED_CODE -> {
                return quoted(c);
            }
            default -> {
                return scalar(c);
            }
        }
        return CallReader.Step.MORE;
    }

    /** True within a string. */
    boolean isInString() {
        return state != State.BEGINNING && state != State.NESTED && state != State.SCALAR;
    }

    /** The text ends, or the call does. */
    void end(boolean cut) {
        if (state == State.SCALAR) {
            endScalar();
        } else if (state == State.BEGINNING && !cut) {
            out.append("{}");
        } else if (state == State.QUOTED_BEGINNING) {
            out.append('"');
        }
    }

    private CallReader.Step begin(char c) {
        if (Character.isWhitespace(c)) {
            return CallReader.Step.MORE;
        }
        if (c == '{' || c == '[') {
            open = c;
            close = c == '{' ? '}' : ']';
            depth = 1;
            state = State.NESTED;
            out.append(c);
            return CallReader.Step.MORE;
        }
        if (c == '"') {
            state = State.QUOTED_BEGINNING;
            return CallReader.Step.MORE;
        }
        state = State.SCALAR;
        return scalar(c);
    }

    private CallReader.Step nested(char c) {
        out.append(c);
        if (c == '"') {
            state = State.IN_STRING;
        } else if (c == open) {
            depth++;
        } else if (c == close && --depth == 0) {
            return CallReader.Step.DONE;
        }
        return CallReader.Step.MORE;
    }

    /** A string: if it holds an object, its text without the escapes is handed on. */
    private CallReader.Step quoted(char c) {
        switch (state) {
            case QUOTED_BEGINNING -> {
                if (c == '"') {
                    // an empty string
                    out.append("{}");
                    return CallReader.Step.DONE;
                }
                if (c == '{') {
                    object = true;
                    out.append(c);
                } else {
                    out.append('"').append(c);
                }
                state = c == '\\' ? State.QUOTED_ESCAPE : State.QUOTED;
            }
            case QUOTED -> {
                if (c == '"') {
                    if (!object) {
                        out.append(c);
                    }
                    return CallReader.Step.DONE;
                }
                if (c == '\\') {
                    state = State.QUOTED_ESCAPE;
                }
                if (!object || c != '\\') {
                    out.append(c);
                }
            }
            case QUOTED_ESCAPE -> {
                state = State.QUOTED;
                if (!object) {
                    out.append(c);
                } else {
                    unescape(c);
                }
            }
            default -> code(c);
        }
        return CallReader.Step.MORE;
    }

    private void unescape(char c) {
        switch (c) {
            case 'n' -> out.append('\n');
            case 't' -> out.append('\t');
            case 'r' -> out.append('\r');
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'u' -> {
                state = State.QUOTED_CODE;
                code = 0;
                codeLeft = 4;
            }
            default -> out.append(c);
        }
    }

    private void code(char c) {
        int digit = Character.digit(c, 16);
        if (digit < 0) {
            state = State.QUOTED;
            quoted(c);
            return;
        }
        code = code << 4 | digit;
        if (--codeLeft == 0) {
            state = State.QUOTED;
            out.append((char) code);
        }
    }

    private CallReader.Step scalar(char c) {
        if (ends.indexOf(c) >= 0) {
            endScalar();
            return CallReader.Step.DONE_BEFORE;
        }
        scalar.append(c);
        CallReader.requireBounded(scalar);
        return CallReader.Step.MORE;
    }

    private void endScalar() {
        String word = scalar.toString().strip();
        out.append(word.isEmpty() || word.equals("null") || word.equals("None") ? "{}" : word);
        state = State.NESTED;
    }
}

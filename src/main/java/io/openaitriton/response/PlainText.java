package io.openaitriton.response;

import io.openaitriton.response.ResponseReading.Enforced;

/**
 * Text between marks: reasoning, text for the user, or the arguments of the single tool that the backend was forced to call.
 * End-of-turn tokens at the end of the text are dropped.
 */
final class PlainText {
    private final PartSink parts;
    private final String tool;
    private final StringBuilder tail = new StringBuilder();
    private boolean begun;

    PlainText(ResponseReading reading, PartSink parts) {
        this.parts = parts;
        this.tool = reading.enforced() == Enforced.ARGUMENTS ? reading.tool() : null;
    }

    /** Adds text. */
    void add(CharSequence text, int from, int to, boolean thinking) {
        if (from == to) {
            return;
        }
        if (!tail.isEmpty()) {
            if (isBlank(text, from, to)) {
                tail.append(text, from, to);
                return;
            }
            // an apparent end of the turn was in the middle of the text
            String before = tail.toString();
            tail.setLength(0);
            add(before, 0, before.length(), thinking);
        }
        if (thinking) {
            parts.reasoning(text, from, to);
        } else if (tool != null) {
            arguments(text, from, to);
        } else {
            parts.text(text, from, to);
        }
    }

    /** Takes a token of the turn's end, which is text only if more text follows. Always true, as for each mark that has a meaning. */
    boolean endOfTurn(String token) {
        tail.append(token);
        return true;
    }

    /** A mark follows, so what looked like the end of the turn is nothing. */
    void mark() {
        tail.setLength(0);
    }

    /** Takes the end of the answer. */
    void end(boolean cut) {
        if (tool != null && !cut && !begun) {
            parts.begin(tool, null);
            parts.arguments().append("{}");
        }
    }

    private void arguments(CharSequence text, int from, int to) {
        int start = from;
        while (!begun && start < to && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        if (start < to) {
            if (!begun) {
                begun = true;
                parts.begin(tool, null);
            }
            parts.arguments().append(text, start, to);
        }
    }

    private static boolean isBlank(CharSequence text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}

package io.openaitriton.prompt.sanitize;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A text that a model reads as the beginning or the end of a turn, and the place where it has this meaning.
 *
 * @param text as the tokenizer or the template has it
 * @param numbered a run of digits in the text stands for any number
 * @param before the required place of the text
 * @param alone what follows must be white space or the end, as for a role's name on a separate line
 */
public record TurnMarker(String text, boolean numbered, Before before, boolean alone) {
    /** What must stand before a mark. */
    public enum Before {
        /** Anything: a tokenizer finds a control token everywhere. */
        ANYTHING,
        /** The beginning of the text, or white space. */
        SPACE,
        /** The beginning of a line, except for blanks. */
        LINE
    }

    private static final Pattern THOUGHT =
            Pattern.compile("[<\\[]/?\\w*?(think|thought|reason|analysis|answer)\\w*[>\\]]");

    /** A control token, which has its meaning everywhere. */
    public static TurnMarker token(String text) {
        return new TurnMarker(text, false, Before.ANYTHING, false);
    }

    /** A control token with a number in it. */
    public static TurnMarker numberedToken(String text) {
        return new TurnMarker(text, true, Before.ANYTHING, false);
    }

    /**
     * {@code <think>}, {@code [/THINK]} and the like. They separate reasoning from text within an assistant's turn, so templates
     * look for them in assistant messages.
     */
    public boolean isOfThoughts() {
        return THOUGHT.matcher(text.toLowerCase(Locale.ROOT)).matches();
    }

    /** Whether the mark has its meaning in a text, from one index to another. */
    boolean isMeant(String text, int from, int to) {
        return isBegun(text, from) && (!alone || to == text.length() || Character.isWhitespace(text.charAt(to)));
    }

    private boolean isBegun(String text, int from) {
        if (from == 0 || before == Before.ANYTHING) {
            return true;
        }
        char last = text.charAt(from - 1);
        if (before == Before.SPACE) {
            return Character.isWhitespace(last);
        }
        int at = from - 1;
        while (at >= 0 && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at--;
        }
        return at < 0 || isLineEnd(text.charAt(at));
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r' || c == '\u0085' || c == '\u2028' || c == '\u2029' || c == '\u000b' || c == '\f';
    }
}

package io.openaitriton.response;

/** Reads calls after their opening mark, character by character. */
abstract class CallReader {
    /** Most characters that are held back. */
    static final int MAX_HELD = 4 << 20;

    private static final int MAX_NAME = 256;

    /** The effect of a character. */
    enum Step {
        /** It belongs to the calls, and more is expected. */
        MORE,
        /** It ends the calls. */
        DONE,
        /** The calls ended before it. */
        DONE_BEFORE,
        /** This is not a call: the text since the last call is plain text. */
        FAILED
    }

    final CallSink sink;

    /** After {@link Step#DONE_BEFORE}, the text that is read again; null for the last character. */
    String again;

    CallReader(CallSink sink) {
        this.sink = sink;
    }

    /** Takes the next character. */
    abstract Step take(char c);

    /**
     * Takes the end of the text.
     *
     * @param cut whether the text was cut off
     * @return false if the text since the last call is plain text
     */
    abstract boolean end(boolean cut);

    /** True within a string, where marks do not count. */
    boolean isInString() {
        return false;
    }

    /** True for a character that may be in a name, unless the name gets too long. */
    static boolean isName(char c, int length) {
        return length < MAX_NAME
                && (Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' || c == ':' || c == '/');
    }

    static boolean isTooLongForName(int length) {
        return length >= MAX_NAME;
    }

    /** @throws ResponseException when a text that is held back is too long */
    static void requireBounded(CharSequence held) {
        if (held.length() > MAX_HELD) {
            throw new ResponseException("more than " + MAX_HELD
                    + " characters wait for the end of a mark, of a tool call's name or of a parameter");
        }
    }
}

package io.openaitriton.response;

/** Reads one answer, piece by piece. Used by one thread at a time. */
public final class ResponseParser {
    private final ResponseListener listener;

    /** @param reading how the answer is read */
    public ResponseParser(ResponseReading reading, ResponseListener listener) {
        this.listener = listener;
    }

    /** Takes the next text. */
    public void push(String text) {
        if (!text.isEmpty()) {
            listener.text(text);
        }
    }

    /**
     * Takes the end of the text.
     *
     * @param cut whether the text was cut off, so that what it holds may be incomplete
     */
    public void end(boolean cut) {
        // nothing is held back
    }

    /** True while the model thinks: the next text is more of its thoughts. */
    public boolean isThinking() {
        return false;
    }
}

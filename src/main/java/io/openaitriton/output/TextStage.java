package io.openaitriton.output;

/** A stage for the text of one choice, piece by piece. It may hold text back until it knows more. */
interface TextStage {
    /** Takes the next text and returns the text that may be passed on. */
    String push(String text);

    /** Returns the text that was held back. */
    String end();
}

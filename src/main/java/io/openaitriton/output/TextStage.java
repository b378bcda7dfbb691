package io.openaitriton.output;

/** A stage that the text of one choice passes, piece by piece. It may hold text back until it knows more. */
interface TextStage {
    /** Takes the next text and returns what of all so far may go on. */
    String push(String text);

    /** Returns what was held back to the end. */
    String end();
}

package io.openaitriton.translate;

/** Whether a backend says in the events of a stream why each text ended, which proves that the answer is whole. */
public enum FinishReasons {
    /** Nothing proves that an answer is whole. */
    NEVER,
    /** A release that does not know the question says nothing; one that does says in each event that the text goes on, or why it ended. */
    IF_KNOWN,
    /** The model has the input that asks for them. */
    ALWAYS
}

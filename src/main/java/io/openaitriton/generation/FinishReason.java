package io.openaitriton.generation;

/** Why a text ended. */
public enum FinishReason {
    /** The model ended it, or a stop string did. */
    STOP,
    /** It has as many tokens as were allowed. */
    LENGTH
}

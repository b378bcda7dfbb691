package io.openaitriton.generation;

/** Why a text ended. */
public enum FinishReason {
    /** The model ended it, or a stop string did. */
    STOP,
    /** It has as many tokens as were allowed. */
    LENGTH,
    /** The model called tools, and waits for their results. */
    TOOL_CALLS
}

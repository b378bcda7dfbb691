package io.openaitriton.generation;

/** Why a text ended. */
public enum FinishReason {
    /** The model ended it, or a stop string did. */
    STOP,
    /** It reached the token limit. */
    LENGTH,
    /** The model called tools, and waits for their results. */
    TOOL_CALLS
}

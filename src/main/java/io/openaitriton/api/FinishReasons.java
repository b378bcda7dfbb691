package io.openaitriton.api;

import io.openaitriton.generation.FinishReason;

/** OpenAI's words for why a text ended. */
public final class FinishReasons {
    private FinishReasons() {}

    /** {@code stop}, {@code length} or {@code tool_calls}; null for null. */
    public static String of(FinishReason reason) {
        if (reason == null) {
            return null;
        }
        return switch (reason) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case TOOL_CALLS -> "tool_calls";
        };
    }
}

package io.openaitriton.generation;

import java.util.List;

/**
 * The tools of a request, and whether the model must call them.
 *
 * @param tools tools that may be called, never empty; without those that {@code tool_choice} excludes
 * @param choice whether the model may or must call
 * @param named name of the tool that it must call, with {@link Choice#NAMED}; else null
 * @param parallel whether it may call several tools in parallel
 */
public record ToolUse(List<Tool> tools, Choice choice, String named, boolean parallel) {
    /** Whether a model calls tools. */
    public enum Choice {
        /** As it likes. */
        AUTO,
        /** At least one of them. */
        REQUIRED,
        /** The one that the request names. */
        NAMED
    }

    /** True if the model must call a tool, or must follow a tool's schema, so that the backend has to enforce it. */
    public boolean isEnforced() {
        return choice != Choice.AUTO || tools.stream().anyMatch(Tool::strict);
    }
}

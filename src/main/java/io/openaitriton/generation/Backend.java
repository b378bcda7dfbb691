package io.openaitriton.generation;

/** What a backend can do that decides how a request is read. */
public interface Backend {
    /** Name of its dialect, for error messages. */
    String id();

    /** False when the model gives one answer to a request: then {@code generate} is called for clients that stream, too. */
    default boolean streams() {
        return true;
    }

    /**
     * Most tokens that are asked for where neither the request nor the model's definition says how many. More than any context has: the
     * backends of LLMs end an answer where theirs is full.
     */
    default int mostTokens() {
        return 1 << 20;
    }

    /** True when the backend has an input for images. */
    default boolean takesImages() {
        return false;
    }
}

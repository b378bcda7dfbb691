package io.openaitriton.generation;

/** The abilities of a backend that matter when a request is read. */
public interface Backend {
    /** Name of its dialect, for error messages. */
    String id();

    /** False if the model cannot stream: then {@code generate} is called even for clients that stream. */
    default boolean streams() {
        return true;
    }

    /**
     * The max_tokens if neither the request nor the model's definition has a number. It is more than any context has: LLM
     * backends end an answer when their context is full.
     */
    default int mostTokens() {
        return 1 << 20;
    }

    /** True when the backend has an input for images. */
    default boolean takesImages() {
        return false;
    }
}

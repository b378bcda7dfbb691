package io.openaitriton.response;

/**
 * Receives the parts of a model's text, in order and as they arrive. Joined, the texts of a kind are the same for every way of
 * splitting the input. No text is empty.
 */
public interface ResponseListener {
    /** More of the text for the user. */
    void text(String text);

    /** More reasoning. */
    void reasoning(String text);

    /**
     * The model calls a tool. What follows by {@link #arguments} is about this call, until the next one begins.
     *
     * @param name as the model wrote it
     * @param id as the model wrote it, where its template wants it back; else null
     */
    void call(String name, String id);

    /** More of the arguments of the call: JSON text, which is complete unless the answer was cut off. */
    void arguments(String json);
}

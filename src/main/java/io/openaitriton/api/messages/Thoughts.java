package io.openaitriton.api.messages;

/** How much of the model's reasoning the client gets. */
enum Thoughts {
    /** All of it. */
    SHOWN,
    /** That it thought. */
    OMITTED,
    /** Nothing: code that asks for no thoughts reads the text from the first block. */
    NONE;

    static Thoughts of(MessagesRequest request) {
        if (!request.thinks()) {
            return NONE;
        }
        return request.omitsThoughts() ? OMITTED : SHOWN;
    }
}

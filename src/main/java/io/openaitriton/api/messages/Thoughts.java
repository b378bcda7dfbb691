package io.openaitriton.api.messages;

/** What the client is told of what the model thinks. */
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

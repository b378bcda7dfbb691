package io.openaitriton.prompt;

/** Changes of the order of messages, tried one after another until the template accepts one. */
enum TurnOrder {
    /** All messages stay unchanged. */
    AS_SENT,
    /** Later instructions keep their place if the template writes them there, else they become the user's. */
    WHERE_WRITTEN,
    /** Later instructions become the user's, and the user's messages are joined to each other. */
    AS_USERS,
    /** The user's text next to tool results is also joined to the results. */
    ALTERNATING
}

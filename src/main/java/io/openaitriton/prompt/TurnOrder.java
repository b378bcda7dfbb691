package io.openaitriton.prompt;

/** What becomes of messages whose order a template may refuse: tried one after another until it refuses none. */
enum TurnOrder {
    /** All are given to the template as they are. */
    AS_SENT,
    /** Later instructions stay where they are if the template writes them there, else they become the user's. */
    WHERE_WRITTEN,
    /** Later instructions become the user's, and the user's messages are joined to each other. */
    AS_USERS,
    /** The user's words beside results of tools are joined to the results, too. */
    ALTERNATING
}

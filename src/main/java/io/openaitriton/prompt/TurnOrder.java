package io.openaitriton.prompt;

/** What becomes of messages whose order a template may refuse: tried one after another until it refuses none. */
enum TurnOrder {
    /** All are given to the template as they are. */
    AS_SENT,
    /** Later instructions stay where they are if the template writes them there, else they are joined to the first. */
    WHERE_WRITTEN,
    /** Later instructions are joined to the first, and the user's messages to each other. */
    INSTRUCTIONS_FIRST,
    /** The user's words beside results of tools are joined to the results, too. */
    ALTERNATING
}

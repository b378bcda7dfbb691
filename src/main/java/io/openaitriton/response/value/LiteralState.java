package io.openaitriton.response.value;

/** What {@link LiteralReader} is reading. */
enum LiteralState {
    VALUE,
    KEY,
    COLON,
    AFTER,
    STRING,
    /** After a quote, which ends the string if something follows that may follow a string. */
    QUOTED,
    WORD
}

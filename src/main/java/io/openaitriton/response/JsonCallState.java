package io.openaitriton.response;

/** What {@link JsonCallReader} expects next. */
enum JsonCallState {
    ITEM,
    KEY_OR_END,
    KEY,
    COLON,
    VALUE,
    NAME,
    NAME_ESCAPE,
    ARGUMENTS,
    ID,
    OTHER,
    COMMA_OR_END,
    AFTER_ITEM
}

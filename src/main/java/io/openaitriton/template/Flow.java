package io.openaitriton.template;

/** How a statement ended. */
enum Flow {
    NEXT,
    BREAK,
    CONTINUE
}

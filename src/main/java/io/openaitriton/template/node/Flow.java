package io.openaitriton.template.node;

/** How a statement ended. */
public enum Flow {
    NEXT,
    BREAK,
    CONTINUE
}

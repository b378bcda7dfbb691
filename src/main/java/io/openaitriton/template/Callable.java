package io.openaitriton.template;

/** A value that can be called. */
interface Callable {
    Object call(Run run, Args args);
}

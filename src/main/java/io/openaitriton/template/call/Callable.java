package io.openaitriton.template.call;

import io.openaitriton.template.runtime.Run;

/** A value that can be called. */
public interface Callable {
    Object call(Run run, Args args);
}

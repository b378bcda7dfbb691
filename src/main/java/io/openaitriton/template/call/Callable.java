package io.openaitriton.template.call;

import io.openaitriton.template.runtime.Context;

/** A value that can be called. */
public interface Callable {
    Object call(Context context, Args args);
}

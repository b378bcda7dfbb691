package io.openaitriton.template.call;

import io.openaitriton.template.runtime.Context;
import io.openaitriton.template.value.PythonObject;

/**
 * A global function, or a method that was taken from its value before it is called.
 */
public final class Builtin extends PythonObject implements Callable {
    private final Object holds;
    private final Callable body;

    /** A function that holds no value. */
    public Builtin(Callable body) {
        this(null, body);
    }

    public Builtin(Object holds, Callable body) {
        this.holds = holds;
        this.body = body;
    }

    @Override
    public String type() {
        return "builtin_function_or_method";
    }

    @Override
    public Object[] held() {
        return new Object[] {holds};
    }

    @Override
    public Object call(Context context, Args args) {
        return body.call(context, args);
    }
}

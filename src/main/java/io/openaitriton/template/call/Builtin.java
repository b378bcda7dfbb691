package io.openaitriton.template.call;

import io.openaitriton.template.runtime.Reachable;
import io.openaitriton.template.runtime.Run;

/**
 * A global function, or a method that was taken from its value before it is called.
 *
 * @param holds the value, or null
 */
public record Builtin(String name, Object holds, Callable body) implements Callable, Reachable.Holder {
    public Builtin(String name, Callable body) {
        this(name, null, body);
    }

    @Override
    public Object[] held() {
        return new Object[] {holds};
    }

    @Override
    public Object call(Run run, Args args) {
        return body.call(run, args);
    }
}

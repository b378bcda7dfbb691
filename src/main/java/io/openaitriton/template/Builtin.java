package io.openaitriton.template;

/** A global function, or a method that was taken from its value before it is called. */
record Builtin(String name, Callable body) implements Callable {
    @Override
    public Object call(Run run, Args args) {
        return body.call(run, args);
    }
}

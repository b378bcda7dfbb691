package io.openaitriton.response;

/** A call whose parts may come in any order: it is reported once its name is known, and its arguments are held until then. */
final class HeldCall {
    private final CallSink sink;
    private final StringBuilder arguments = new StringBuilder();

    private String name;
    private String id;
    private boolean begun;

    HeldCall(CallSink sink) {
        this.sink = sink;
    }

    /** Begins with the next call. */
    void next() {
        name = null;
        id = null;
        begun = false;
        arguments.setLength(0);
    }

    void name(String known) {
        name = known;
    }

    void id(String known) {
        id = known;
    }

    boolean hasName() {
        return name != null;
    }

    /** Whether the call has been reported. */
    boolean isBegun() {
        return begun;
    }

    /** The part of its arguments that has not been reported. */
    StringBuilder arguments() {
        return arguments;
    }

    /** Reports the call, and the known part of its arguments; false if no such tool may be called. */
    boolean release() {
        if (!begun && !sink.begin(name, id)) {
            return false;
        }
        begun = true;
        sink.arguments().append(arguments);
        arguments.setLength(0);
        return true;
    }
}

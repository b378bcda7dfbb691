package io.openaitriton.triton;

/** Triton did not give what it was asked for. */
public class TritonException extends RuntimeException {

    /** What kind of failure it was. */
    public enum Kind {
        /** The server has no such model. */
        UNKNOWN_MODEL,
        /** The model is known but not loaded, loading, or its engine is down. */
        NOT_READY,
        /** The server's queue for the model is full. */
        OVERLOADED,
        /** Nobody answered at the address. */
        UNREACHABLE,
        /** No byte arrived in the time allowed. */
        TIMED_OUT,
        /** Triton or the model behind it reported an error. */
        FAILED,
        /** The answer cannot be understood. */
        BAD_ANSWER
    }

    private final Kind kind;

    public TritonException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public TritonException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}

package io.openaitriton.queue;

/** The queue is full, or the wait was too long or was ended. */
public final class QueueRefusal extends Exception {
    private static final long serialVersionUID = 1;

    /** Why. */
    public enum Reason {
        /** The queue is full. */
        FULL,
        /** The longest wait has passed. */
        TIMEOUT,
        /** The wait was ended. */
        LEFT
    }

    private final Reason reason;

    QueueRefusal(Reason reason) {
        // thrown under load, so without a stack trace
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}

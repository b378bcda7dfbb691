package io.openaitriton.queue;

/** There is no room, or not in time. */
public final class QueueRefusal extends Exception {
    private static final long serialVersionUID = 1;

    /** Why. */
    public enum Reason {
        /** As many wait as may. */
        FULL,
        /** The longest wait is over. */
        TIMEOUT,
        /** Who waited has left. */
        LEFT
    }

    private final Reason reason;

    QueueRefusal(Reason reason) {
        // thrown when there is much to do: without a trace
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}

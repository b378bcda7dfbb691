package io.openaitriton.call;

import org.apache.hc.core5.concurrent.Cancellable;

/**
 * Ends the current action of a call, from any thread, and remembers whether that was final. Later actions of the call are then
 * ended as soon as they are bound.
 *
 * <pre>
 *            expire                cancel
 *   NONE ────────────▶ EXPIRED ────────────▶ CANCELLED
 *     └──────────────────cancel─────────────────▲
 * </pre>
 *
 * <p>{@link #abort} does not change this state: the call may do something else.
 *
 * <p>Cancelling closes the connection to Triton immediately. Closing the body would not: HttpClient, and camel-http when the
 * exchange completes, read a body to its end to keep the connection, and the GPU would go on working.
 */
final class Cancellation {
    private enum Cause {
        NONE,
        /** Its total timeout has passed. */
        EXPIRED,
        /** Its client disconnected, the gateway ends the exchange, or another prompt of the request failed. */
        CANCELLED
    }

    private Cause cause = Cause.NONE;
    private Cancellable bound;

    /** Sets the current action of the call: waiting in the queue, fetching an image, the request to Triton. */
    void bind(Cancellable action) {
        boolean late;
        synchronized (this) {
            bound = action;
            late = cause != Cause.NONE;
        }
        if (late) {
            action.cancel();
        }
    }

    void expire() {
        end(Cause.EXPIRED);
    }

    void cancel() {
        end(Cause.CANCELLED);
    }

    void abort() {
        end(Cause.NONE);
    }

    /** Of several causes, the last in the order of the enum counts. */
    private void end(Cause why) {
        Cancellable action;
        synchronized (this) {
            if (why.compareTo(cause) > 0) {
                cause = why;
            }
            action = bound;
        }
        // without the lock, because the action takes other locks; bind cancels an action that is bound meanwhile
        if (action != null) {
            action.cancel();
        }
    }

    synchronized boolean isExpired() {
        return cause == Cause.EXPIRED;
    }

    synchronized boolean isCancelled() {
        return cause == Cause.CANCELLED;
    }
}

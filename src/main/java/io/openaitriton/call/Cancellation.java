package io.openaitriton.call;

import org.apache.hc.core5.concurrent.Cancellable;

/**
 * Ends what a call does at the moment, from any thread, and remembers whether that was final. What a call does later is then ended as soon as it is
 * bound.
 *
 * <pre>
 *            expire                cancel
 *   NONE ────────────▶ EXPIRED ────────────▶ CANCELLED
 *     └──────────────────cancel─────────────────▲
 * </pre>
 *
 * <p>{@link #abort} changes nothing of this: the call may do something else.
 *
 * <p>Cancelling closes Triton's connection at once. To close the body instead would not: HttpClient, and camel-http when the exchange completes,
 * read a body to its end to keep the connection, and the GPU would run on.
 */
final class Cancellation {
    private enum Cause {
        NONE,
        /** Its time in total is over. */
        EXPIRED,
        /** Its client has left, the gateway ends the exchange, or another prompt of the request has failed. */
        CANCELLED
    }

    private Cause cause = Cause.NONE;
    private Cancellable bound;

    /** What the call does from now on: waiting for its turn, fetching an image, the request to Triton. */
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

    /** Of several causes the last in the order of the enum stays. */
    private void end(Cause why) {
        Cancellable action;
        synchronized (this) {
            if (why.compareTo(cause) > 0) {
                cause = why;
            }
            action = bound;
        }
        // without the lock, as the action takes others; one that is bound meanwhile is cancelled by bind
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

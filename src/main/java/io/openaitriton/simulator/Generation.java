package io.openaitriton.simulator;

import io.vertx.core.Vertx;

/** Lets an answer come at its pace, on timers: no thread waits, so that many slow answers can run at once. */
final class Generation {
    private final Vertx vertx;
    private final Call call;
    private final Pace pace;
    private OutputWriter output;
    private int tokens;
    private int next;
    private long timer = -1;
    private Runnable afterwards;

    Generation(Vertx vertx, Call call, Pace pace) {
        this.vertx = vertx;
        this.call = call;
        this.pace = pace;
    }

    /** Does the action when the last of so many tokens is due, whether or not the client is still there. */
    void once(int tokenCount, Runnable action) {
        long wait = pace.waitMillis(tokenCount - 1, elapsed());
        if (wait == 0) {
            action.run();
        } else {
            vertx.setTimer(wait, id -> action.run());
        }
    }

    /** Sends the first so many events, each when it is due, then does the action; ends early if the client leaves. */
    void stream(OutputWriter events, int count, Runnable action) {
        output = events;
        tokens = count;
        afterwards = action;
        // before the first event Triton does not look whether its client is still there
        sendDueEvents();
    }

    private void sendDueEvents() {
        timer = -1;
        while (next < tokens) {
            long wait = pace.waitMillis(next, elapsed());
            if (wait > 0) {
                timer = vertx.setTimer(wait, id -> sendDueEvents());
                return;
            }
            if (call.gone()) {
                call.cancel();
                return;
            }
            if (call.response.writeQueueFull()) {
                call.response.drainHandler(drained -> sendDueEvents());
                return;
            }
            call.event(output.event(next));
            if (next++ == 0) {
                call.whenGone(this::stop);
            }
        }
        afterwards.run();
    }

    private void stop() {
        vertx.cancelTimer(timer);
        call.cancel();
    }

    private long elapsed() {
        return System.nanoTime() - call.arrivedNanos;
    }
}

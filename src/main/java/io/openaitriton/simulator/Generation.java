package io.openaitriton.simulator;

import io.openaitriton.simulator.model.Responses;
import io.vertx.core.Vertx;

/** Lets an answer come at its pace, on timers: no thread waits, so that many slow answers can run at once. */
final class Generation {
    private final Vertx vertx;
    private final Call call;
    private final Pace pace;
    private final boolean cancels;
    private Responses responses;
    private int count;
    private int next;
    private long timer = -1;
    private boolean draining;
    private Runnable afterwards;

    /** @param cancels whether a stream ends when its client leaves; else it goes on, unheard */
    Generation(Vertx vertx, Call call, Pace pace, boolean cancels) {
        this.vertx = vertx;
        this.call = call;
        this.pace = pace;
        this.cancels = cancels;
    }

    /** Does the action when that token is due, counted from 0, whether or not the client is still there. */
    void once(int token, Runnable action) {
        long wait = pace.waitMillis(token, elapsed());
        if (wait == 0) {
            action.run();
        } else {
            vertx.setTimer(wait, id -> action.run());
        }
    }

    /** Sends the first so many responses, each when it is due, then does the action. */
    void stream(Responses events, int eventCount, Runnable action) {
        responses = events;
        count = eventCount;
        afterwards = action;
        // before the first event Triton does not look whether its client is still there
        sendDueEvents();
    }

    private void sendDueEvents() {
        timer = -1;
        while (next < count) {
            long wait = pace.waitMillis(responses.due(next), elapsed());
            if (wait > 0) {
                timer = vertx.setTimer(wait, id -> sendDueEvents());
                return;
            }
            if (call.gone() && cancels) {
                call.cancel();
                return;
            }
            if (!call.gone() && call.response.writeQueueFull()) {
                draining = true;
                call.response.drainHandler(drained -> resume());
                return;
            }
            call.event(responses.json(next));
            if (next++ == 0) {
                call.whenGone(cancels ? this::stop : this::resume);
            }
        }
        afterwards.run();
    }

    private void resume() {
        if (draining) {
            draining = false;
            sendDueEvents();
        }
    }

    private void stop() {
        vertx.cancelTimer(timer);
        call.cancel();
    }

    private long elapsed() {
        return System.nanoTime() - call.arrivedNanos;
    }
}

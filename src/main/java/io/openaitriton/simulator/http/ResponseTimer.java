package io.openaitriton.simulator.http;

import io.openaitriton.simulator.model.Responses;
import io.vertx.core.Vertx;

/** Sends responses when they are due, on timers: no thread waits, so that many slow answers can run at the same time. */
final class ResponseTimer {
    private final Vertx vertx;
    private final GenerateCall call;
    private final TokenSchedule schedule;
    private final boolean cancels;
    private Responses responses;
    private int count;
    private int next;
    private long timer = -1;
    private boolean draining;
    private Runnable afterwards;

    /** @param cancels whether a stream ends when its client disconnects; else it goes on */
    ResponseTimer(Vertx vertx, GenerateCall call, TokenSchedule schedule, boolean cancels) {
        this.vertx = vertx;
        this.call = call;
        this.schedule = schedule;
        this.cancels = cancels;
    }

    /** Does the action when that token is due, counted from 0, whether or not the client is still there. */
    void once(int token, Runnable action) {
        long wait = schedule.waitMillis(token, elapsed());
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
        // before the first event Triton does not check whether its client is still connected
        sendDueEvents();
    }

    private void sendDueEvents() {
        timer = -1;
        while (next < count) {
            long wait = schedule.waitMillis(responses.due(next), elapsed());
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

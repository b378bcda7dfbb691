package io.openaitriton.batch;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/**
 * Sends a request until there is an answer. If the model is overloaded, it retries with growing intervals, up to a limit. If the
 * limits of the batch's key refuse it, it waits as long as they demand, within the completion window.
 */
final class LineWork {
    private static final long MAX_WAIT_MILLIS = 60_000;

    private final LineCall call;
    private final WorkGate gate;
    private final int retries;

    LineWork(LineCall call, WorkGate gate, int retries) {
        this.call = call;
        this.gate = gate;
        this.retries = retries;
    }

    /**
     * The answer to a line.
     *
     * @param over whether no more lines may be sent
     * @return null if that happens before there is an answer
     */
    LineAnswer answer(BatchLine line, StoredBatch batch, BooleanSupplier over) throws InterruptedException {
        int refused = 0;
        while (gate.enter(over)) {
            LineAnswer answer;
            try {
                answer = call.ask(line, batch);
            } finally {
                gate.leave();
            }
            if (gate.isStopped() && answer.status() >= 400) {
                // the shutdown may be the reason of the failure: it is sent again after the next start
                return null;
            }
            if (!answer.isBusy() || !answer.isLimited() && refused >= retries) {
                return answer;
            }
            refused++;
            if (!gate.pause(wait(answer, refused), over)) {
                return null;
            }
        }
        return null;
    }

    private static long wait(LineAnswer answer, int refused) {
        long asked = Math.max(1, answer.retryAfter()) * 1000L;
        if (answer.isLimited()) {
            // lines that are refused together should not retry together
            return asked + ThreadLocalRandom.current().nextLong(1000);
        }
        return Math.max(asked, Math.min(asked << Math.min(refused - 1, 16), MAX_WAIT_MILLIS));
    }
}

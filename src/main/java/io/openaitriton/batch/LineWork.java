package io.openaitriton.batch;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/**
 * Asks until there is an answer: a request for which the model has no room is made again less and less often, up to a limit. One that the limits of the
 * batch's key refuse waits for as long as they say, within the completion window.
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
     * @param over whether no line is to be sent any more
     * @return null when that is so before there is an answer
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
                // it may have failed for that: it is made again after the next start
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
            // lines that are refused together shall not come together again
            return asked + ThreadLocalRandom.current().nextLong(1000);
        }
        return Math.max(asked, Math.min(asked << Math.min(refused - 1, 16), MAX_WAIT_MILLIS));
    }
}

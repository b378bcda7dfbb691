package io.openaitriton.simulator;

import java.util.concurrent.TimeUnit;

/**
 * When each token of an answer is due.
 *
 * @param firstNanos from the request to the first token
 * @param stepNanos from a token to the next
 */
record Pace(long firstNanos, long stepNanos) {

    static Pace of(SimulatorSettings settings, Markers markers) {
        double first = markers.ttftMillis() != null
                ? markers.ttftMillis() * 1e6
                : settings.timeToFirstToken().toNanos();
        double rate = markers.rate() != null ? markers.rate() : settings.tokensPerSecond();
        double step = markers.delayMillis() != null ? markers.delayMillis() * 1e6 : rate > 0 ? 1e9 / rate : 0;
        return new Pace((long) first, (long) step);
    }

    /** Milliseconds to wait for that token, counted from 0, when so much time has passed; 0 when it is due. */
    long waitMillis(int token, long elapsedNanos) {
        long wait = firstNanos + token * stepNanos - elapsedNanos;
        return wait <= 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(wait + 999_999));
    }
}

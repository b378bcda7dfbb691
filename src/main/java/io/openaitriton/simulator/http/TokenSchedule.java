package io.openaitriton.simulator.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * When each token of an answer is due.
 *
 * @param firstNanos from the request to the first token
 * @param stepNanos from a token to the next
 */
public record TokenSchedule(long firstNanos, long stepNanos) {

    /** @param tokensPerSecond 0 is as fast as possible */
    public static TokenSchedule of(Duration timeToFirstToken, double tokensPerSecond) {
        return new TokenSchedule(timeToFirstToken.toNanos(), step(tokensPerSecond));
    }

    /** This schedule with its tokens later, by the time that an engine takes to come to the first. */
    TokenSchedule later(double seconds) {
        return new TokenSchedule(firstNanos + (long) (seconds * 1e9), stepNanos);
    }

    /** This schedule with what a prompt asks for. */
    TokenSchedule with(PromptMarkers markers) {
        long first = markers.ttftMillis() != null ? nanos(markers.ttftMillis()) : firstNanos;
        long step = markers.rate() != null ? step(markers.rate()) : stepNanos;
        return new TokenSchedule(first, markers.delayMillis() != null ? nanos(markers.delayMillis()) : step);
    }

    /** Milliseconds to wait for that token, counted from 0, when so much time has passed; 0 when it is due. */
    long waitMillis(int token, long elapsedNanos) {
        long wait = firstNanos + token * stepNanos - elapsedNanos;
        return wait <= 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(wait + 999_999));
    }

    private static long step(double tokensPerSecond) {
        return tokensPerSecond > 0 ? (long) (1e9 / tokensPerSecond) : 0;
    }

    private static long nanos(double millis) {
        return (long) (millis * 1e6);
    }
}

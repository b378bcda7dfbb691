package io.openaitriton.images;

import java.time.Duration;

/** A time limit that starts with its first use, and is shared by several steps. */
final class Deadline {
    private final Duration timeout;
    private long end;
    private boolean started;

    Deadline(Duration timeout) {
        this.timeout = timeout;
    }

    /**
     * The remaining time, at least 1 ms.
     *
     * @throws ImageException when nothing is
     */
    long millis() {
        long now = System.nanoTime();
        if (!started) {
            started = true;
            end = now + timeout.toNanos();
        }
        long left = (end - now) / 1_000_000;
        if (left < 1) {
            throw passed(null);
        }
        return left;
    }

    boolean isPassed() {
        return started && end - System.nanoTime() < 1_000_000;
    }

    static ImageException passed(Exception cause) {
        return new ImageException("its URL did not answer in time", cause);
    }
}

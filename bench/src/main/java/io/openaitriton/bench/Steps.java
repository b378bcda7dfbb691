package io.openaitriton.bench;

import java.time.Duration;
import java.util.Locale;

/**
 * Says what a long measurement does: a line for each step, with how many there are and about how long the others will take. Lines only, so that a terminal and a
 * log file show the same.
 */
public final class Steps {
    private final int total;
    private final long start = System.nanoTime();
    private int begun;

    /** @param total how often {@link #next} will be called */
    public Steps(int total) {
        this.total = total;
    }

    /** A step begins. Those before it say how long one takes. */
    public void next(String what) {
        long passed = System.nanoTime() - start;
        String left = begun == 0 ? "" : ", about " + text(passed / begun * (total - begun)) + " left";
        begun++;
        log("step " + begun + " of " + total + ": " + what + left);
    }

    /** A line of what happens within a step. */
    public static void log(String line) {
        System.out.println(String.format(Locale.ROOT, "%tT %s", System.currentTimeMillis(), line));
    }

    private static String text(long nanos) {
        Duration time = Duration.ofNanos(nanos);
        return time.toMinutes() >= 100
                ? Math.round(time.toMinutes() / 60.0) + " h"
                : time.toSeconds() >= 100
                        ? Math.round(time.toSeconds() / 60.0) + " min"
                        : Math.max(1, time.toSeconds()) + " s";
    }
}

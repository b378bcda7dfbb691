package io.openaitriton.batch;

import io.openaitriton.api.batches.BatchCounts;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The progress lines of a running batch in the log: the first after ten seconds, then at intervals that double, up to ten minutes. */
final class Progress {
    private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final long start;
    private final int before;
    private long pause = FIRST_NANOS;
    private long next;

    /**
     * @param nanos the current {@link System#nanoTime()}
     * @param counts lines that an earlier process finished
     */
    Progress(long nanos, BatchCounts counts) {
        this.start = nanos;
        this.before = done(counts);
        this.next = nanos + FIRST_NANOS;
    }

    /** The next progress line; null if it is not due yet. */
    String at(long nanos, BatchCounts counts) {
        if (nanos - next < 0) {
            return null;
        }
        pause = Math.min(2 * pause, LONGEST_NANOS);
        next = nanos + pause;
        int done = done(counts);
        String failed = counts.failed() == 0 ? "" : " (" + counts.failed() + " failed)";
        return done + " of " + counts.total() + " requests done" + failed + left(nanos, done, counts.total());
    }

    private String left(long nanos, int done, int total) {
        if (done == before || done >= total) {
            return "";
        }
        double seconds = (nanos - start) / 1e9 / (done - before) * (total - done);
        return ", about " + text(Duration.ofSeconds((long) seconds)) + " left";
    }

    private static String text(Duration time) {
        if (time.toMinutes() >= 100) {
            return Math.round(time.toMinutes() / 60.0) + " h";
        }
        return time.toSeconds() >= 100
                ? Math.round(time.toSeconds() / 60.0) + " min"
                : Math.max(1, time.toSeconds()) + " s";
    }

    private static int done(BatchCounts counts) {
        return counts.completed() + counts.failed();
    }
}

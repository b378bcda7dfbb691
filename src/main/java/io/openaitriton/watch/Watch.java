package io.openaitriton.watch;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls on its own thread. No exception ends the polling, not even an {@link Error}: a scheduled task that throws would silently
 * never run again.
 */
public final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final String what;
    private final Look look;
    private final ScheduledExecutorService clock;
    /** Why the last poll failed; null if it succeeded. */
    private String failure;

    /** A poll. */
    public interface Look {
        /** @throws Exception if it fails; a reason is logged once, until it changes */
        void look() throws Exception;
    }

    private Watch(String what, String thread, Look look) {
        this.what = what;
        this.look = look;
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, thread);
            made.setDaemon(true);
            return made;
        });
    }

    /**
     * Starts polling.
     *
     * @param millis between the end of a poll and the next, and before the first
     * @param what is polled, for the log
     * @param thread name of the thread
     */
    public static Watch every(long millis, String what, String thread, Look look) {
        Watch watch = new Watch(what, thread, look);
        watch.clock.scheduleWithFixedDelay(watch::once, millis, millis, TimeUnit.MILLISECONDS);
        return watch;
    }

    private void once() {
        try {
            look.look();
            failure = null;
        } catch (Exception | Error e) {
            failed(e);
        }
    }

    private void failed(Throwable e) {
        try {
            String why = Reason.of(e);
            if (!why.equals(failure)) {
                failure = why;
                LOG.error("Cannot read {}: {}. The gateway goes on with what it read before.", what, why);
                LOG.debug("Stack trace of this failure", e);
            }
        } catch (Exception | Error worse) {
            // no memory for a log line; the next poll still runs
            failure = null;
        }
    }

    /** Stops polling, and interrupts a running poll. */
    @Override
    public void close() {
        clock.shutdownNow();
    }

    /**
     * Stops polling, and waits for a running poll.
     *
     * @return false if it does not end in time, or the wait is interrupted
     */
    public boolean end(long millis) {
        clock.shutdown();
        try {
            return clock.awaitTermination(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

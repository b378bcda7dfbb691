package io.openaitriton.watch;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again, on a thread of its own. Nothing that a look throws ends it, not even an {@link Error}: a scheduled task that
 * throws is never run again, and nobody is told.
 */
public final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final String what;
    private final Look look;
    private final ScheduledExecutorService clock;
    /** Why the last look failed; null when it did not. */
    private String failure;

    /** One look. */
    public interface Look {
        /** @throws Exception when it fails; the reason is logged once, until it is another */
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
     * Starts looking.
     *
     * @param millis between the end of a look and the next, and before the first
     * @param what is looked at, for the log
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
            // no memory for a line in the log; the next look is still made
            failure = null;
        }
    }

    /** Ends looking, and interrupts a look that is under way. */
    @Override
    public void close() {
        clock.shutdownNow();
    }

    /**
     * Ends looking, and waits for a look that is under way.
     *
     * @return false when it is not done in time, or the wait is interrupted
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

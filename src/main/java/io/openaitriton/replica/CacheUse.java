package io.openaitriton.replica;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The use of a replica's KV cache, as the replica reports it in answers to calls that request a report, a few times a second. Until the first report, only one call at a time requests it.
 * After an answer without a report, no call requests it until the replica may have been restarted: Triton logs an error for each request for a report that it does not have.
 */
final class CacheUse {
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(250);
    /** Age at which a report expires. */
    private static final long AGE = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanos;
    private long asked;
    private boolean tells;
    private boolean waits;
    private boolean silent;
    private volatile Report last;

    CacheUse(LongSupplier nanos) {
        this.nanos = nanos;
        this.asked = nanos.getAsLong() - INTERVAL;
    }

    /** Whether a new call must request a report; if so, {@link #told} must follow when the call has ended. */
    synchronized boolean isToBeAsked() {
        long now = nanos.getAsLong();
        if (silent || waits || tells && now - asked < INTERVAL) {
            return false;
        }
        asked = now;
        waits = !tells;
        return true;
    }

    /**
     * Ends a call that requested a report.
     *
     * @param share 0 to 1; null without a report
     * @param answered false if the call failed
     */
    synchronized void told(Double share, boolean answered) {
        waits = false;
        if (share != null) {
            tells = true;
            last = new Report(Math.min(1, Math.max(0, share)), nanos.getAsLong());
        } else if (answered) {
            tells = false;
            silent = true;
            last = null;
        }
    }

    /** The replica may have been restarted. */
    synchronized void forget() {
        tells = false;
        silent = false;
        last = null;
    }

    /** 0 to 1; NaN if not known. */
    double share() {
        Report report = last;
        return report == null || nanos.getAsLong() - report.at() > AGE ? Double.NaN : report.share();
    }

    private record Report(double share, long at) {}
}

package io.openaitriton.access;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.util.function.LongSupplier;

/** RateLimits in the memory of this gateway. They take no locks, and there are two a key of the file at most. */
public final class LocalRateLimits implements RateLimits {
    private final TimeMeter clock;

    /** With the time of {@link System#nanoTime}. */
    public LocalRateLimits() {
        this(System::nanoTime);
    }

    /** @param nanos the time, which must not go back */
    LocalRateLimits(LongSupplier nanos) {
        this.clock = new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return nanos.getAsLong();
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        };
    }

    @Override
    public RateLimit meter(String what, String name, long perMinute) {
        return new BucketRateLimit(
                Bucket.builder()
                        .withCustomTimePrecision(clock)
                        .addLimit(BucketRateLimit.configuration(perMinute).getBandwidths()[0])
                        .build(),
                perMinute);
    }
}

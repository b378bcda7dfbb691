package io.openaitriton.access.bucket;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.openaitriton.access.RateLimit;
import io.openaitriton.access.RateLimits;
import java.util.function.LongSupplier;

/** Rate limits in the memory of this gateway, without locks. There are at most two for each key. */
public final class LocalRateLimits implements RateLimits {
    private final TimeMeter clock;

    /** With the time of {@link System#nanoTime}. */
    public LocalRateLimits() {
        this(System::nanoTime);
    }

    /** @param nanos the time, which must never go back */
    public LocalRateLimits(LongSupplier nanos) {
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

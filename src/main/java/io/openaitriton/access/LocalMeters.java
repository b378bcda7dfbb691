package io.openaitriton.access;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.util.function.LongSupplier;

/** Meters in the memory of this gateway. They take no locks, and there are two a key of the file at most. */
public final class LocalMeters implements Meters {
    private final TimeMeter clock;

    /** With the time of {@link System#nanoTime}. */
    public LocalMeters() {
        this(System::nanoTime);
    }

    /** @param nanos the time, which must not go back */
    LocalMeters(LongSupplier nanos) {
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
    public Meter meter(String what, String name, long perMinute) {
        return new BucketMeter(
                Bucket.builder()
                        .withCustomTimePrecision(clock)
                        .addLimit(BucketMeter.configuration(perMinute).getBandwidths()[0])
                        .build(),
                perMinute);
    }
}

package io.openaitriton.access.bucket;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.openaitriton.access.RateLimit;
import java.time.Duration;

/**
 * A token bucket: full at first, and filled evenly, all of it in a minute.
 *
 * @param bucket has the {@link #configuration} of this limit
 * @param limit a minute
 */
public record BucketRateLimit(Bucket bucket, long limit) implements RateLimit {

    /** How the bucket of such a limit is made, wherever it is kept. */
    public static BucketConfiguration configuration(long perMinute) {
        return BucketConfiguration.builder()
                .addLimit(bandwidth -> bandwidth.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
                .build();
    }

    @Override
    public Reading take(long amount) {
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(amount);
        return new Reading(
                probe.isConsumed(),
                Math.max(0, probe.getRemainingTokens()),
                probe.getNanosToWaitForRefill(),
                probe.getNanosToWaitForReset());
    }

    @Override
    public void giveBack(long amount) {
        bucket.addTokens(amount);
    }

    @Override
    public void charge(long amount) {
        bucket.consumeIgnoringRateLimits(amount);
    }
}

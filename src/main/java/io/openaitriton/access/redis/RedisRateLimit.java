package io.openaitriton.access.redis;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.openaitriton.access.RateLimit;
import io.openaitriton.access.bucket.BucketRateLimit;
import java.util.concurrent.CompletableFuture;

/** A meter in Redis, with a local meter for the time without a connection. */
final class RedisRateLimit implements RateLimit {
    private final RedisRateLimits redis;
    private final String name;
    private final RateLimit own;
    private volatile Remote remote;

    /** @param name in Redis */
    RedisRateLimit(RedisRateLimits redis, String name, RateLimit own) {
        this.redis = redis;
        this.name = name;
        this.own = own;
    }

    @Override
    public long limit() {
        return own.limit();
    }

    @Override
    public Reading take(long amount) {
        Remote now = remote();
        if (now != null) {
            try {
                return now.meter().take(amount);
            } catch (RuntimeException e) {
                redis.failed(now.link(), e);
            }
        }
        return own.take(amount);
    }

    @Override
    public void giveBack(long amount) {
        Remote now = remote();
        if (now == null) {
            own.giveBack(amount);
        } else {
            now.watch(now.later().addTokens(amount));
        }
    }

    @Override
    public void charge(long amount) {
        Remote now = remote();
        if (now == null) {
            own.charge(amount);
        } else {
            now.watch(now.later().consumeIgnoringRateLimits(amount));
        }
    }

    private Remote remote() {
        RedisRateLimits.Link now = redis.link();
        Remote known = remote;
        if (now != null && (known == null || known.link() != now)) {
            known = remote(now);
            remote = known;
        }
        return now == null ? null : known;
    }

    private Remote remote(RedisRateLimits.Link now) {
        BucketConfiguration configuration = BucketRateLimit.configuration(limit());
        return new Remote(
                redis,
                now,
                // concurrent requests are sent to Redis together
                new BucketRateLimit(
                        now.buckets()
                                .builder()
                                .withOptimization(Optimizations.batching())
                                .build(name, () -> configuration),
                        limit()),
                now.buckets()
                        .asAsync()
                        .builder()
                        .withOptimization(Optimizations.batching())
                        .build(name, () -> CompletableFuture.completedFuture(configuration)));
    }

    /** The same bucket, asynchronous: amounts are settled on threads that must not block. */
    private record Remote(RedisRateLimits redis, RedisRateLimits.Link link, RateLimit meter, AsyncBucketProxy later) {
        private void watch(CompletableFuture<?> done) {
            done.whenComplete((result, failure) -> {
                if (failure != null) {
                    redis.failed(link, failure);
                }
            });
        }
    }
}

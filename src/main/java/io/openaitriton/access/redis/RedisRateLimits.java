package io.openaitriton.access.redis;

import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.openaitriton.access.RateLimit;
import io.openaitriton.access.RateLimits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rate limits that all gateways with the same Redis share. While Redis does not answer, each gateway counts on its own: a limit
 * per gateway is better than no answers. Requests do not wait for a Redis that is known to be down; {@link #look} finds out when
 * it is back.
 */
public final class RedisRateLimits implements RateLimits {
    private static final Logger LOG = LoggerFactory.getLogger(RedisRateLimits.class);
    private static final String PREFIX = "openai-triton-gateway:";
    /** How long Redis keeps a meter after it is full again. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final RedisURI uri;
    private final Duration timeout;
    private final RateLimits own;
    private final RedisClient client;
    private final AtomicReference<Link> link = new AtomicReference<>();
    private boolean warned;

    /** A connection, until it fails. */
    record Link(StatefulRedisConnection<String, byte[]> connection, ProxyManager<String> buckets) {}

    /**
     * Connects; if that fails, goes on without a connection.
     *
     * @param uri {@code redis://[:password@]host[:port][/database]}, {@code rediss} for TLS
     * @param timeout to wait for an answer of Redis
     * @param own limits for the time without a connection
     * @throws IllegalArgumentException if this is not such a URI
     */
    public RedisRateLimits(String uri, Duration timeout, RateLimits own) {
        this.uri = RedisURI.create(uri);
        this.uri.setTimeout(timeout);
        this.timeout = timeout;
        this.own = own;
        this.client = RedisClient.create(this.uri);
        client.setOptions(ClientOptions.builder()
                // handled here, so that it is logged once
                .autoReconnect(false)
                .socketOptions(SocketOptions.builder().connectTimeout(timeout).build())
                .build());
        look();
    }

    @Override
    public RateLimit meter(String what, String name, long perMinute) {
        return new RedisRateLimit(this, PREFIX + what + ':' + name + ':' + perMinute, own.meter(what, name, perMinute));
    }

    @Override
    public void look() {
        if (link.get() != null) {
            return;
        }
        try {
            StatefulRedisConnection<String, byte[]> connection =
                    client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
            link.set(new Link(
                    connection,
                    Bucket4jLettuce.casBasedBuilder(connection)
                            .expirationAfterWrite(
                                    ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT))
                            .requestTimeout(timeout)
                            .build()));
            answers();
        } catch (RuntimeException | Error e) {
            warn(e);
        }
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, timeout);
        own.close();
    }

    /** The connection in use; null while there is none. */
    Link link() {
        return link.get();
    }

    void failed(Link broken, Throwable e) {
        if (link.compareAndSet(broken, null)) {
            broken.connection().closeAsync();
            warn(e);
        }
    }

    private synchronized void answers() {
        LOG.info("Rate limits are shared through Redis at {}", place());
        warned = false;
    }

    private synchronized void warn(Throwable e) {
        if (!warned) {
            warned = true;
            Throwable cause = e.getCause() == null ? e : e.getCause();
            LOG.warn(
                    "Redis at {} does not answer: until it does, each gateway counts rate limits on its own ({})",
                    place(),
                    cause.toString());
        }
    }

    /** The address without any password of the URI. */
    private String place() {
        return uri.getHost() + ":" + uri.getPort();
    }
}

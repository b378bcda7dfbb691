package io.openaitriton.store.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.openaitriton.store.ResponseStore;
import io.openaitriton.watch.Watch;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Responses in a Redis that several gateways share: a gateway can read responses that another stored, even after the other was
 * killed. Requests do not wait for a Redis that is known to be down; a thread checks every second whether it is back.
 */
public final class RedisResponseStore implements ResponseStore, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisResponseStore.class);
    private static final String PREFIX = "openai-triton-gateway:response:";
    private static final long LOOK_MILLIS = 1000;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final RedisURI uri;
    private final Duration timeout;
    private final Duration time;
    private final RedisClient client;
    private final AtomicReference<StatefulRedisConnection<String, byte[]>> link = new AtomicReference<>();
    /** Whether the current failure has been logged. */
    private final AtomicBoolean warned = new AtomicBoolean();

    private final Watch looking;

    /**
     * Connects; if that fails, goes on without a connection.
     *
     * @param uri {@code redis://[:password@]host[:port][/database]}, {@code rediss} for TLS
     * @param timeout to wait for an answer of Redis
     * @param time for which a response is kept
     * @throws IllegalArgumentException if this is not such a URI
     */
    public RedisResponseStore(String uri, Duration timeout, Duration time) {
        this.uri = RedisURI.create(uri);
        // of the connection's handshake, for which no request waits
        this.uri.setTimeout(CONNECT_TIMEOUT.compareTo(timeout) > 0 ? CONNECT_TIMEOUT : timeout);
        this.timeout = timeout;
        this.time = time;
        this.client = RedisClient.create(this.uri);
        client.setOptions(ClientOptions.builder()
                // handled here, so that it is logged once
                .autoReconnect(false)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(this.uri.getTimeout())
                        .build())
                .build());
        look();
        this.looking = Watch.every(LOOK_MILLIS, "Redis at " + place(), "response-store", this::look);
    }

    @Override
    public void put(String owner, String id, byte[] response) throws IOException {
        ask(redis -> redis.set(key(owner, id), response, SetArgs.Builder.px(time.toMillis())));
    }

    @Override
    public List<byte[]> get(String owner, List<String> ids) throws IOException {
        if (ids.isEmpty()) {
            return List.of();
        }
        String[] keys = ids.stream().map(id -> key(owner, id)).toArray(String[]::new);
        return ask(redis -> redis.mget(keys)).stream()
                .map(found -> found.getValueOrElse(null))
                .toList();
    }

    @Override
    public boolean delete(String owner, String id) throws IOException {
        return ask(redis -> redis.del(key(owner, id))) > 0;
    }

    private <T> T ask(Function<RedisAsyncCommands<String, byte[]>, RedisFuture<T>> command) throws IOException {
        StatefulRedisConnection<String, byte[]> connection = link.get();
        if (connection == null) {
            throw new IOException("Redis at " + place() + " does not answer");
        }
        RedisFuture<T> answer = null;
        try {
            answer = command.apply(connection.async());
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for Redis");
        } catch (ExecutionException | TimeoutException | RedisException e) {
            throw failed(connection, e);
        }
    }

    /** A Redis that refuses a command is reachable, so its connection stays. */
    private IOException failed(StatefulRedisConnection<String, byte[]> connection, Exception e) {
        Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
        if (!(cause instanceof RedisCommandExecutionException) && link.compareAndSet(connection, null)) {
            connection.closeAsync();
        }
        String why =
                cause instanceof TimeoutException ? "no answer in " + timeout.toMillis() + " ms" : cause.toString();
        warn(why);
        return new IOException("Redis at " + place() + " failed: " + why, cause);
    }

    private void look() {
        if (link.get() != null) {
            return;
        }
        try {
            link.set(client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE)));
            warned.set(false);
            LOG.info("Responses are stored in Redis at {}", place());
        } catch (RuntimeException | Error e) {
            warn((e.getCause() == null ? e : e.getCause()).toString());
        }
    }

    private void warn(String why) {
        if (warned.compareAndSet(false, true)) {
            LOG.warn(
                    "Responses are not stored in Redis at {}: answers have \"store\": false, and stored responses"
                            + " cannot be read ({})",
                    place(),
                    why);
        }
    }

    private static String key(String owner, String id) {
        return PREFIX + owner + ':' + id;
    }

    /** The address without any password of the URI. */
    private String place() {
        return uri.getHost() + ":" + uri.getPort();
    }

    @Override
    public void close() {
        looking.close();
        client.shutdown(Duration.ZERO, timeout);
    }
}

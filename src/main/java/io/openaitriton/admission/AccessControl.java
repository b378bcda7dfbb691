package io.openaitriton.admission;

import io.openaitriton.access.BearerToken;
import io.openaitriton.access.KeyUse;
import io.openaitriton.access.LiveKeys;
import io.openaitriton.access.RateLimits;
import io.openaitriton.access.bucket.LocalRateLimits;
import io.openaitriton.access.redis.RedisRateLimits;
import io.openaitriton.generation.ApiException;
import io.openaitriton.watch.Watch;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.service.ServiceSupport;

/** The API keys of a CamelContext, shared by all of its routes. A thread checks every second whether the file has changed. */
public final class AccessControl extends ServiceSupport {
    /** Name of the bean. */
    public static final String NAME = "gatewayAccess";

    private static final long LOOK_MILLIS = 1000;

    private final RateLimits meters;
    private final LiveKeys keys;
    private final Watch looking;

    private AccessControl(Path file, RateLimits meters) {
        this.meters = meters;
        this.keys = new LiveKeys(file, meters);
        this.looking = Watch.every(LOOK_MILLIS, "the API keys in " + file, "api-keys", this::look);
    }

    /**
     * The access control of a context, created if it does not exist yet and stopped with the context; null without keys.
     *
     * @param keys path of the key file; blank for none
     * @param redis URI of the Redis through which gateways share rate limits; blank for none
     * @param redisTimeout milliseconds to wait for it
     * @throws IllegalArgumentException naming what is wrong
     */
    public static AccessControl of(CamelContext context, String keys, String redis, long redisTimeout) {
        AccessControl control = context.getRegistry().lookupByNameAndType(NAME, AccessControl.class);
        if (control != null || keys == null || keys.isBlank()) {
            return control;
        }
        RateLimits meters = meters(redis, redisTimeout);
        try {
            AccessControl made = new AccessControl(Path.of(keys.trim()), meters);
            context.getRegistry().bind(NAME, made);
            context.addService(made);
            return made;
        } catch (Exception e) {
            meters.close();
            throw RuntimeCamelException.wrapRuntimeException(e);
        }
    }

    private static RateLimits meters(String redis, long timeout) {
        try {
            return redis == null || redis.isBlank()
                    ? new LocalRateLimits()
                    : new RedisRateLimits(redis.trim(), Duration.ofMillis(timeout), new LocalRateLimits());
        } catch (NoClassDefFoundError e) {
            throw new IllegalArgumentException(
                    "API keys need bucket4j_jdk17-core on the class path. Limits shared through Redis also need"
                            + " bucket4j_jdk17-lettuce and lettuce-core. Missing class: " + e.getMessage(),
                    e);
        } catch (IllegalArgumentException e) {
            // the URI may hold a password
            throw new IllegalArgumentException("'gateway.limits-redis' must be a URI such as redis://host:6379");
        }
    }

    /**
     * The key that a client presented.
     *
     * @param authorization its {@code Authorization} header, or null
     * @throws ApiException 401 if the key is unknown
     */
    public KeyUse identify(String authorization) {
        String token = BearerToken.of(authorization);
        KeyUse use = keys.find(token);
        if (use == null) {
            throw Refusals.unknown(token);
        }
        return use;
    }

    /**
     * The key with this name, for a request that a client made with it earlier.
     *
     * @param name null if no key was needed then
     * @throws ApiException 401 if the key does not exist any more
     */
    public KeyUse named(String name) {
        KeyUse use = name == null ? null : keys.named(name);
        if (use == null) {
            throw Refusals.withdrawn(name);
        }
        return use;
    }

    /** Number of keys. */
    public int size() {
        return keys.size();
    }

    @Override
    protected void doStop() {
        looking.close();
        meters.close();
    }

    private void look() {
        try {
            keys.look();
        } finally {
            meters.look();
        }
    }
}

package io.openaitriton.archive;

import io.openaitriton.store.MemoryResponseStore;
import io.openaitriton.store.ResponseStore;
import io.openaitriton.store.redis.RedisResponseStore;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.service.ServiceSupport;

/** The response store of a CamelContext, created when a route first needs it and closed with the context. */
public final class ResponseStores extends ServiceSupport {
    /** Name of the bean: a standalone gateway binds it, and all generations of its routes share it. */
    public static final String NAME = "gatewayResponseStores";

    private ResponseStore store;

    private ResponseStores() {}

    /**
     * How responses are stored.
     *
     * @param redis URI of a Redis; blank for memory
     * @param bytes of memory at most
     * @param time for which a response is kept
     * @param timeout for an answer of Redis
     */
    public record Options(String redis, long bytes, Duration time, Duration timeout) {}

    /** That of a context. */
    public static ResponseStores known(CamelContext context) {
        synchronized (ResponseStores.class) {
            ResponseStores known = context.getRegistry().lookupByNameAndType(NAME, ResponseStores.class);
            if (known == null) {
                known = new ResponseStores();
                context.getRegistry().bind(NAME, known);
                try {
                    context.addService(known);
                } catch (Exception e) {
                    throw RuntimeCamelException.wrapRuntimeException(e);
                }
            }
            return known;
        }
    }

    /**
     * The application's own store, the bean {@link ResponseStore#NAME}; otherwise a new one with these options.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public static ResponseStore of(CamelContext context, Options options) {
        ResponseStore own = context.getRegistry().lookupByNameAndType(ResponseStore.NAME, ResponseStore.class);
        return own == null ? known(context).of(options) : own;
    }

    private synchronized ResponseStore of(Options options) {
        if (store == null) {
            store = make(options);
        }
        return store;
    }

    private static ResponseStore make(Options options) {
        try {
            return options.redis().isBlank()
                    ? new MemoryResponseStore(options.bytes(), options.time())
                    : new RedisResponseStore(options.redis().trim(), options.timeout(), options.time());
        } catch (NoClassDefFoundError e) {
            throw new IllegalArgumentException(
                    "Stored responses need caffeine on the class path, or lettuce-core if Redis stores them. Missing"
                            + " class: "
                            + e.getMessage() + ". Add it, or set 'openai.response-store = false'",
                    e);
        } catch (IllegalArgumentException e) {
            // the URI may hold a password
            throw new IllegalArgumentException(
                    "'openai.response-store-redis' must be a URI such as redis://host:6379, or empty");
        }
    }

    @Override
    protected void doStop() throws Exception {
        ResponseStore last;
        synchronized (this) {
            last = store;
            store = null;
        }
        if (last instanceof AutoCloseable open) {
            open.close();
        }
    }
}

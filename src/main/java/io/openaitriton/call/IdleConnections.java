package io.openaitriton.call;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.util.TimeValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections that are idle for too long or too old, before a load balancer drops them. HttpClient's own evictor needs a
 * thread for each client, and may be late by the whole timeout.
 */
final class IdleConnections {
    private static final Logger LOG = LoggerFactory.getLogger(IdleConnections.class);

    /** How late it may be, in milliseconds. */
    private static final int TICK = 500;

    private static final Map<PoolingHttpClientConnectionManager, Long> POOLS = new ConcurrentHashMap<>();
    private static final AtomicBoolean RUNNING = new AtomicBoolean();

    private IdleConnections() {}

    /** Until the pool is closed. */
    static void watch(PoolingHttpClientConnectionManager pool, long idleMillis) {
        POOLS.put(pool, idleMillis);
        startUnlessRunning();
    }

    private static void startUnlessRunning() {
        if (RUNNING.compareAndSet(false, true)) {
            Thread thread = new Thread(IdleConnections::run, "triton-connections");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void run() {
        try {
            while (!POOLS.isEmpty()) {
                Thread.sleep(TICK);
                POOLS.forEach(IdleConnections::close);
            }
        } catch (InterruptedException e) {
            LOG.debug("Interrupted; the next connection pool starts the check again", e);
        }
        RUNNING.set(false);
        if (!POOLS.isEmpty() && !Thread.currentThread().isInterrupted()) {
            // added after the last check
            startUnlessRunning();
        }
    }

    private static void close(PoolingHttpClientConnectionManager pool, long idleMillis) {
        if (pool.isClosed()) {
            POOLS.remove(pool);
            return;
        }
        try {
            pool.closeExpired();
            pool.closeIdle(TimeValue.ofMilliseconds(idleMillis));
        } catch (RuntimeException | Error e) {
            // errors too: without this thread no pool is checked any more
            LOG.warn("Cannot close idle connections to Triton", e);
        }
    }
}

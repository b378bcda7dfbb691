package io.openaitriton.server;

import io.openaitriton.threads.VirtualThreads;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import io.vertx.core.spi.ExecutorServiceFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * A Vert.x with workers that can wait for models, and with {@link GatewayHttpServer}s as HTTP servers. The platform-http consumer
 * blocks one worker for a whole exchange, and Vert.x has 20 by default: the 21st long generation would have to wait for another
 * to end.
 */
public final class GatewayVertx extends VertxWrapper {
    /** Name of its bean. */
    public static final String NAME = "gatewayVertx";

    private final GatewayHttpServer.Limits clients;

    private GatewayVertx(Vertx vertx, GatewayHttpServer.Limits clients) {
        super((VertxInternal) vertx);
        this.clients = clients;
    }

    /**
     * @param workers most workers; more work is refused with {@link java.util.concurrent.RejectedExecutionException}
     * @param clients what they may send, and their timeouts
     */
    public static Vertx create(int workers, GatewayHttpServer.Limits clients) {
        VertxOptions options = new VertxOptions()
                .setWorkerPoolSize(workers)
                // Netty's native transport if its library is present, else the JDK's
                .setPreferNativeTransport(true)
                // an answer may take as long as the timeouts allow, so a busy worker is not a problem
                .setMaxWorkerExecuteTime(Long.MAX_VALUE);
        return new GatewayVertx(
                new VertxBuilder(options)
                        .executorServiceFactory(factory(workers))
                        .init()
                        .vertx(),
                clients);
    }

    /** Camel creates its servers here, with options only for TLS, and has no settings for others. */
    @Override
    public HttpServer createHttpServer(HttpServerOptions options) {
        return new GatewayHttpServer(delegate, options, clients);
    }

    /** Only the workers have this limit: other pools, of the HTTP server and of applications, queue as usual in Vert.x. */
    private static ExecutorServiceFactory factory(int workers) {
        return (threadFactory, concurrency, maxConcurrency) -> concurrency == workers
                ? new WorkerPool(threads(threadFactory), workers)
                : ExecutorServiceFactory.INSTANCE.createExecutor(threadFactory, concurrency, maxConcurrency);
    }

    private static ExecutorService threads(ThreadFactory factory) {
        // a cached pool reuses threads before it creates new ones, and ends idle ones
        return VirtualThreads.exist() ? VirtualThreads.executor() : Executors.newCachedThreadPool(factory);
    }
}

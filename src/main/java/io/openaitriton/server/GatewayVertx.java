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
 * A Vert.x whose workers can wait for models, and whose HTTP servers are {@link GatewayHttpServer}s. The platform-http consumer
 * holds one worker for a whole exchange, and Vert.x has 20 by default: the 21st long generation would wait for another to end.
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
     * @param workers at most; more work is refused with {@link java.util.concurrent.RejectedExecutionException}
     * @param clients what they may send, and how long they may take
     */
    public static Vertx create(int workers, GatewayHttpServer.Limits clients) {
        VertxOptions options = new VertxOptions()
                .setWorkerPoolSize(workers)
                // where its library is, else the JDK's
                .setPreferNativeTransport(true)
                // an answer may take as long as the timeouts allow: a busy worker is no fault
                .setMaxWorkerExecuteTime(Long.MAX_VALUE);
        return new GatewayVertx(
                new VertxBuilder(options)
                        .executorServiceFactory(factory(workers))
                        .init()
                        .vertx(),
                clients);
    }

    /** Camel makes its servers here, with options that say nothing but TLS, and has no setting for others. */
    @Override
    public HttpServer createHttpServer(HttpServerOptions options) {
        return new GatewayHttpServer(delegate, options, clients);
    }

    /** Only the workers are bounded so: other pools, of which the HTTP server and applications have some, queue as Vert.x has it. */
    private static ExecutorServiceFactory factory(int workers) {
        return (threadFactory, concurrency, maxConcurrency) -> concurrency == workers
                ? new WorkerPool(threads(threadFactory), workers)
                : ExecutorServiceFactory.INSTANCE.createExecutor(threadFactory, concurrency, maxConcurrency);
    }

    private static ExecutorService threads(ThreadFactory factory) {
        // threads of a cached pool are used again before new ones are made, and go when idle
        return VirtualThreads.exist() ? VirtualThreads.executor() : Executors.newCachedThreadPool(factory);
    }
}

package io.openaitriton.camel;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.spi.ExecutorServiceFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * A Vert.x whose workers can wait for models. The platform-http consumer holds one worker for a whole exchange, and
 * Vert.x has 20 by default: the 21st long generation would wait for another to end.
 */
final class GatewayVertx {
    private GatewayVertx() {}

    /**
     * @param workers at most; more work is refused with {@link java.util.concurrent.RejectedExecutionException}
     * @param clients how long they may take
     */
    static Vertx create(int workers, ClientConnection.Limits clients) {
        VertxOptions options = new VertxOptions()
                .setWorkerPoolSize(workers)
                // where its library is, else the JDK's
                .setPreferNativeTransport(true)
                // an answer may take as long as the time-outs allow: a busy worker is no fault
                .setMaxWorkerExecuteTime(Long.MAX_VALUE);
        VertxBuilder builder = new VertxBuilder(options)
                .executorServiceFactory(factory(workers))
                .init();
        return builder.findTransport(new ServerTransport(builder.findTransport(), () -> new ClientConnection(clients)))
                .vertx();
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

package io.openaitriton.camel;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.spi.ExecutorServiceFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A Vert.x whose workers can wait for models. The platform-http consumer holds one worker for a whole exchange, and
 * Vert.x has 20 by default: the 21st long generation would wait for another to end.
 */
final class GatewayVertx {
    private GatewayVertx() {}

    /** @param threads workers at most, on a JDK without virtual threads; with them there is no bound */
    static Vertx create(int threads) {
        VertxOptions options = new VertxOptions()
                .setWorkerPoolSize(threads)
                // an answer may take as long as the time-outs allow: a busy worker is no fault
                .setMaxWorkerExecuteTime(Long.MAX_VALUE);
        return new VertxBuilder(options)
                .executorServiceFactory(factory())
                .init()
                .vertx();
    }

    private static ExecutorServiceFactory factory() {
        return (threadFactory, concurrency, maxConcurrency) -> VirtualThreads.exist() && maxConcurrency > 1
                ? VirtualThreads.executor()
                : pool(threadFactory, maxConcurrency);
    }

    /** Fixed like Vert.x's own, but idle threads go. */
    private static ExecutorService pool(ThreadFactory threadFactory, int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threadFactory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}

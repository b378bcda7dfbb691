package io.openaitriton.live;

import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each HTTP request to the routes that run when it arrives, and closes replaced routes once they are idle. */
final class RouteSwitch {
    private static final Logger LOG = LoggerFactory.getLogger(RouteSwitch.class);
    // more than Camel gives requests, camel.main.shutdown-timeout
    static final long SHUTDOWN_MILLIS = 40_000;

    private final RouteGeneration first;
    private final List<RouteGeneration> retired = new CopyOnWriteArrayList<>();
    private volatile RouteGeneration serving;

    RouteSwitch(RouteGeneration first) {
        this.first = first;
        this.serving = first;
    }

    RouteGeneration serving() {
        return serving;
    }

    void handle(RoutingContext request) {
        RouteGeneration generation = enter();
        request.addEndHandler(ended -> generation.leave());
        generation.handle(request);
    }

    private RouteGeneration enter() {
        while (true) {
            RouteGeneration generation = serving;
            generation.enter();
            if (generation == serving) {
                return generation;
            }
            // replaced between these two lines, and maybe closed
            generation.leave();
        }
    }

    void switchTo(RouteGeneration next) {
        RouteGeneration old = serving;
        serving = next;
        retired.add(old);
    }

    void closeIdle() {
        for (RouteGeneration generation : retired) {
            if (generation.isIdle()) {
                retired.remove(generation);
                close(generation);
            }
        }
    }

    /** Closes all but the original routes, with Camel's shutdown timeout for their requests. */
    void close() {
        retired.add(serving);
        retired.remove(first);
        // concurrently, each on its own thread, because closing waits for requests
        ExecutorService closing = Executors.newCachedThreadPool();
        retired.forEach(generation -> closing.execute(() -> close(generation)));
        closing.shutdown();
        await(closing);
    }

    private static void await(ExecutorService tasks) {
        try {
            if (!tasks.awaitTermination(SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("Edited routes did not stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(RouteGeneration generation) {
        try {
            generation.close();
        } catch (Exception | Error e) {
            LOG.warn("Cannot close replaced routes", e);
        }
    }
}

package io.openaitriton.live;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.support.service.ServiceHelper;

/**
 * One set of routes. It takes requests until a newer one does, and stays whole, with its beans, connections and error
 * handling, until the last request that it took has been answered.
 */
final class RouteGeneration {
    interface Closing {
        void close() throws Exception;
    }

    // what these take in comes over HTTP or from a route of the same generation
    private static final Set<String> SWITCHED = Set.of("platform-http", "direct");

    private final CamelContext context;
    private final Handler<RoutingContext> http;
    private final Closing closing;
    private final AtomicInteger requests = new AtomicInteger();

    RouteGeneration(CamelContext context, Handler<RoutingContext> http, Closing closing) {
        this.context = context;
        this.http = http;
        this.closing = closing;
    }

    CamelContext context() {
        return context;
    }

    /** Counts a request in before it is handled; see {@link #leave}. */
    void enter() {
        requests.incrementAndGet();
    }

    void leave() {
        requests.decrementAndGet();
    }

    void handle(RoutingContext request) {
        http.handle(request);
    }

    /** True when nothing that this generation took is left to do. A stream counts until its last byte is written. */
    boolean isIdle() {
        // a client that left is no longer counted by the first, while its route may still run
        return requests.get() == 0 && context.getInflightRepository().size() == 0;
    }

    /** Stops taking in from elsewhere than HTTP, such as timers and queues; what came in is finished. */
    void pauseConsumers() {
        consumers().forEach(ServiceHelper::suspendService);
    }

    void resumeConsumers() {
        consumers().forEach(ServiceHelper::resumeService);
    }

    void close() throws Exception {
        closing.close();
    }

    private List<Consumer> consumers() {
        return context.getRoutes().stream()
                .map(Route::getConsumer)
                .filter(consumer -> !SWITCHED.contains(scheme(consumer)))
                .toList();
    }

    private static String scheme(Consumer consumer) {
        return consumer.getEndpoint().getEndpointBaseUri().replaceFirst(":.*", "");
    }
}

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
 * One set of routes. It takes requests until a newer set does, and stays complete, with its beans, connections and error
 * handling, until its last request has been answered.
 */
final class RouteGeneration {
    interface Closing {
        void close() throws Exception;
    }

    // the input of these comes over HTTP or from a route of the same generation
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

    /** Counts a request before it is handled; see {@link #leave}. */
    void enter() {
        requests.incrementAndGet();
    }

    void leave() {
        requests.decrementAndGet();
    }

    void handle(RoutingContext request) {
        http.handle(request);
    }

    /** True if all requests of this generation are done. A stream is done after its last byte. */
    boolean isIdle() {
        // the first counter ignores disconnected clients, whose routes may still run
        return requests.get() == 0 && context.getInflightRepository().size() == 0;
    }

    /** Stops consumers other than HTTP, such as timers and queues; their current messages are finished. */
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

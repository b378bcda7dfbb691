package io.openaitriton.server;

import io.openaitriton.access.KeyUse;
import io.openaitriton.api.SurfaceHttp;
import io.openaitriton.call.Surfaces;
import io.openaitriton.exchange.Edges;
import io.openaitriton.observe.Observation;
import io.openaitriton.observe.Operation;
import io.openaitriton.observe.RequestId;
import io.openaitriton.observe.RequestObserver;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * A request to the gateway's own HTTP server, from before any route sees it until its answer or its client has left: so also those
 * that are refused before a route. All answers get their {@code x-request-id} and the headers that keep browsers from guessing here.
 */
public final class ObservedRequest {
    private static final String KEY = ObservedRequest.class.getName();

    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized(RequestId.HEADER);
    private static final List<Header> ON_EVERY_ANSWER = List.of(
            Header.of("x-content-type-options", "nosniff"),
            Header.of("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            Header.of("cache-control", "no-store"));
    private static final Header ONLY_TLS = Header.of("strict-transport-security", "max-age=31536000");

    /** As bytes, which Vert.x need not make of it for each answer. */
    private record Header(CharSequence name, CharSequence value) {
        static Header of(String name, String value) {
            return new Header(HttpHeaders.createOptimized(name), HttpHeaders.createOptimized(value));
        }
    }

    private final RoutingContext routing;
    private final HttpServerResponse response;
    private final Observation observation;
    private final Edges edges;
    private volatile KeyUse key;

    private ObservedRequest(RoutingContext routing, Observation observation, Edges edges) {
        this.routing = routing;
        this.response = routing.response();
        this.observation = observation;
        this.edges = edges;
    }

    /** Observes all requests to a server from now on. */
    public static void install(Router server, RequestObserver observer, Edges edges) {
        // first of all
        server.route().order(Integer.MIN_VALUE).handler(request -> begin(request, observer, edges));
    }

    /** The request that the current thread works for; null on servers other than the gateway's. */
    static ObservedRequest current() {
        Context context = Vertx.currentContext();
        return context == null ? null : context.getLocal(KEY);
    }

    private static void begin(RoutingContext routing, RequestObserver observer, Edges edges) {
        HttpServerRequest request = routing.request();
        HttpServerResponse response = request.response();
        ObservedRequest known = current();
        if (known != null) {
            // handled anew, put right; a response has the end handlers of its last routing only
            routing.addEndHandler(ended -> known.end());
            routing.next();
            return;
        }
        Observation observation = Observation.begin(
                observer,
                RequestId.of(request.getHeader(RequestId.HEADER)),
                request.method().name());
        ObservedRequest observed = new ObservedRequest(routing, observation, edges);
        // Vert.x keeps it for this request, also in the worker that runs the route
        Vertx.currentContext().putLocal(KEY, observed);
        response.putHeader(REQUEST_ID, observation.id());
        String own = observed.surface().requestIdHeader();
        if (own != null) {
            response.putHeader(own, observation.id());
        }
        ON_EVERY_ANSWER.forEach(header -> response.putHeader(header.name, header.value));
        if (request.isSSL()) {
            response.putHeader(ONLY_TLS.name, ONLY_TLS.value);
        }
        routing.addEndHandler(ended -> observed.end());
        routing.next();
    }

    Observation observation() {
        return observation;
    }

    /** The request came with this key. */
    void key(KeyUse use) {
        key = use;
        observation.key(use.key().name());
    }

    /** The key that the request came with; null where none is asked for. */
    KeyUse key() {
        return key;
    }

    /** The API that the request belongs to, by its path. */
    SurfaceHttp surface() {
        Edges.Edge edge = edge();
        return Surfaces.of(edge == null ? Operation.OTHER : edge.operation(), routing.request()::getHeader);
    }

    /** What the edge at its path is; {@link Operation#OTHER} when there is none. */
    Operation operation() {
        Edges.Edge edge = edge();
        return edge == null ? Operation.OTHER : edge.operation();
    }

    /** The edge at the request's path; null when there is none. */
    Edges.Edge edge() {
        String path = routing.normalizedPath();
        return path == null ? null : edges.at(path);
    }

    /** Ends with the answer if all of it is written, else with the client's leaving. Called again it does nothing. */
    void end() {
        if (observation.isObserved() && !observation.isEdgeKnown()) {
            Edges.Edge edge = edge();
            if (edge != null) {
                observation.edge(edge.operation(), edge.path());
            }
        }
        observation.end(response.headWritten() ? response.getStatusCode() : 0, response.ended() || isAllWritten());
    }

    /** Camel writes a body before it ends the response; a client that knows the length may leave in between. */
    private boolean isAllWritten() {
        String length = response.headWritten() ? response.headers().get(HttpHeaders.CONTENT_LENGTH) : null;
        return length != null && Long.toString(response.bytesWritten()).equals(length);
    }
}

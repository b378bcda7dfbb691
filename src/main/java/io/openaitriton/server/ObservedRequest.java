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
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.util.List;

/**
 * A request to the gateway's own HTTP server, from before any route until its answer is sent or its client disconnects, including
 * requests that are refused before a route. All answers get their {@code x-request-id} here, and the headers that keep browsers
 * from guessing.
 */
public final class ObservedRequest {
    private static final String KEY = ObservedRequest.class.getName();

    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized(RequestId.HEADER);
    private static final List<Header> ON_EVERY_ANSWER = List.of(
            Header.of("x-content-type-options", "nosniff"),
            Header.of("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            Header.of("cache-control", "no-store"));
    private static final Header ONLY_TLS = Header.of("strict-transport-security", "max-age=31536000");

    /** As bytes, so that Vert.x need not encode it for each answer. */
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

    /** Observes all requests; before all other steps. */
    public static EntryStep step(RequestObserver observer, Edges edges) {
        return routing -> {
            begin(routing, observer, edges);
            return true;
        };
    }

    /** The request of the current thread; null on servers other than the gateway's. */
    static ObservedRequest current() {
        Context context = Vertx.currentContext();
        return context == null ? null : context.getLocal(KEY);
    }

    private static void begin(RoutingContext routing, RequestObserver observer, Edges edges) {
        HttpServerRequest request = routing.request();
        HttpServerResponse response = request.response();
        ObservedRequest known = current();
        if (known != null) {
            // the routing was restarted; a response has only the end handlers of its last routing
            routing.addEndHandler(ended -> known.end());
            return;
        }
        Observation observation = Observation.begin(
                observer,
                RequestId.of(request.getHeader(RequestId.HEADER)),
                request.method().name());
        ObservedRequest observed = new ObservedRequest(routing, observation, edges);
        // Vert.x keeps it for this request, also on the worker that runs the route
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
    }

    /** Forgets the request's body, which Vert.x would keep until the end of the answer. */
    void forgetBody() {
        ((RoutingContextInternal) routing).setBody(null);
    }

    Observation observation() {
        return observation;
    }

    /** Sets the key of the request. */
    void key(KeyUse use) {
        key = use;
        observation.key(use.key().name());
    }

    /** The key of the request; null if no key is needed. */
    KeyUse key() {
        return key;
    }

    /** The API of the request, by its path. */
    SurfaceHttp surface() {
        Edges.Edge edge = edge();
        return Surfaces.of(edge == null ? Operation.OTHER : edge.operation(), routing.request()::getHeader);
    }

    /** The operation of the edge at its path; {@link Operation#OTHER} if there is none. */
    Operation operation() {
        Edges.Edge edge = edge();
        return edge == null ? Operation.OTHER : edge.operation();
    }

    /** The edge at the request's path; null if there is none. */
    Edges.Edge edge() {
        String path = routing.normalizedPath();
        return path == null ? null : edges.at(path);
    }

    /** Ends with the answer if all of it was written, else when the client disconnects. A second call does nothing. */
    void end() {
        if (observation.isObserved() && !observation.isEdgeKnown()) {
            Edges.Edge edge = edge();
            if (edge != null) {
                observation.edge(edge.operation(), edge.path());
            }
        }
        observation.end(response.headWritten() ? response.getStatusCode() : 0, response.ended() || isAllWritten());
    }

    /** Camel writes a body before it ends the response; a client that knows the length may disconnect in between. */
    private boolean isAllWritten() {
        String length = response.headWritten() ? response.headers().get(HttpHeaders.CONTENT_LENGTH) : null;
        return length != null && Long.toString(response.bytesWritten()).equals(length);
    }
}

package io.openaitriton.server;

import io.openaitriton.exchange.Edges;
import io.openaitriton.observe.Operation;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumSet;
import java.util.Set;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * The port of the page: the client port, or only the management port if there is one. Its routes are the same in both cases. The
 * management server passes the page's requests, and its requests to the API, on to the client server, so that keys, limits and
 * metrics apply to them too.
 *
 * @param on whether the gateway has a page
 * @param managementPort 0 is none
 */
public record PagePort(boolean on, int managementPort) {
    private static final Set<Operation> PAGE = EnumSet.of(Operation.PAGE, Operation.PAGE_API);
    private static final Set<Operation> OF_THE_PAGE =
            EnumSet.of(Operation.PAGE, Operation.PAGE_API, Operation.CHAT, Operation.RENDER);

    /** A request for the page's own files, which have no secrets: a browser has no key before it has the page. */
    boolean isOpen(RoutingContext request) {
        return on && isAtItsPort(request) && ObservedRequest.current().operation() == Operation.PAGE;
    }

    /** A request for the page at the wrong port. */
    boolean isElsewhere(RoutingContext request) {
        return on
                && !isAtItsPort(request)
                && PAGE.contains(ObservedRequest.current().operation());
    }

    private boolean isAtItsPort(RoutingContext request) {
        return managementPort == 0
                || request.request().connection().localAddress().port() == managementPort;
    }

    /**
     * Passes a request at the management port to the client server, if it belongs to the page.
     *
     * @param clients null if there is none
     * @param edges of the running routes
     * @return false for any other request
     */
    public boolean takes(RoutingContext request, VertxPlatformHttpRouter clients, Edges edges) {
        String path = on && clients != null ? request.normalizedPath() : null;
        Edges.Edge edge = path == null ? null : edges.at(path);
        if (edge == null || !OF_THE_PAGE.contains(edge.operation())) {
            return false;
        }
        HttpServerRequest again = request.request();
        HttpEntry.again(clients, again);
        return true;
    }
}

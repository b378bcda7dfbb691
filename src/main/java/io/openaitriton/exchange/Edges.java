package io.openaitriton.exchange;

import io.openaitriton.observe.Operation;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetPropertyDefinition;

/**
 * The edges among the running routes. An edge sets the exchange property {@code openaiOperation} to a constant. This class reads
 * the constant without running the route, for requests that are refused before a route gets them.
 */
public final class Edges {
    /** An edge, and its path in the route. */
    public record Edge(Operation operation, String path) {}

    /** Edges of the routes of a context, which gets its routes one by one while it starts. */
    private record Known(CamelContext context, int routes, Map<String, Edge> exact, Map<Pattern, Edge> patterns) {}

    private static final String SCHEME = "platform-http://";

    private final Supplier<CamelContext> serving;
    private volatile Known known = new Known(null, 0, Map.of(), Map.of());

    /** @param serving the context of the running routes */
    public Edges(Supplier<CamelContext> serving) {
        this.serving = serving;
    }

    /** The edge at a path; null when there is none. */
    public Edge at(String path) {
        Known now = known();
        String plain = withoutSlash(path);
        Edge exact = now.exact.get(plain);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<Pattern, Edge> pattern : now.patterns.entrySet()) {
            if (pattern.getKey().matcher(plain).matches()) {
                return pattern.getValue();
            }
        }
        return null;
    }

    /** Path of an edge's endpoint; null if it is not an HTTP endpoint. */
    static String path(Endpoint endpoint) {
        String uri = endpoint == null ? "" : endpoint.getEndpointBaseUri();
        if (!uri.startsWith(SCHEME)) {
            return null;
        }
        String path = uri.substring(SCHEME.length());
        // Camel encodes the braces of placeholders
        return path.indexOf('%') < 0 ? path : path.replace("%7B", "{").replace("%7D", "}");
    }

    private Known known() {
        CamelContext context = serving.get();
        Known now = known;
        if (now.context != context || now.routes != context.getRoutesSize()) {
            now = read(context);
            known = now;
        }
        return now;
    }

    private static Known read(CamelContext context) {
        Map<String, Edge> exact = new HashMap<>();
        Map<Pattern, Edge> patterns = new HashMap<>();
        for (Route route : context.getRoutes()) {
            String path = path(route.getEndpoint());
            Operation operation = path == null ? Operation.OTHER : operation(context, route.getRouteId());
            // a route that is not started serves no requests
            if (operation == Operation.OTHER || Boolean.FALSE.equals(route.isAutoStartup())) {
                continue;
            }
            Edge edge = new Edge(operation, path);
            if (path.contains("{")) {
                String literal = Pattern.quote(withoutSlash(path)).replaceAll("\\{[^/{}]+}", "\\\\E[^/]+\\\\Q");
                patterns.put(Pattern.compile(literal), edge);
            } else {
                exact.put(withoutSlash(path), edge);
            }
        }
        return new Known(context, context.getRoutesSize(), exact, patterns);
    }

    private static Operation operation(CamelContext context, String route) {
        RouteDefinition definition = ((ModelCamelContext) context).getRouteDefinition(route);
        return definition == null
                ? Operation.OTHER
                : definition.getOutputs().stream()
                        .filter(SetPropertyDefinition.class::isInstance)
                        .map(SetPropertyDefinition.class::cast)
                        .filter(step -> OpenAiProperties.OPERATION.equals(step.getName()))
                        .map(step -> Operation.of(step.getExpression().getExpression()))
                        .findFirst()
                        .orElse(Operation.OTHER);
    }

    /** Vert.x treats a path with a trailing slash as the same path. */
    private static String withoutSlash(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}

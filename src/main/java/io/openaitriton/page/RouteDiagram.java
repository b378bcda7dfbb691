package io.openaitriton.page;

import io.openaitriton.generation.ApiException;
import io.openaitriton.page.Arrows.Arrow;
import io.openaitriton.page.Arrows.Count;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;

/** The routes of a context as boxes and arrows, drawn from the running routes, not from files. */
final class RouteDiagram {
    private final ModelCamelContext context;
    private final List<Box> routes = new ArrayList<>();
    private final Map<Arrow, Line> lines = new LinkedHashMap<>();
    /** The route behind each {@code direct:} name. */
    private final Map<String, String> inputs = new HashMap<>();

    /**
     * A route.
     *
     * @param group {@code page}, {@code edge}, {@code model} or {@code core}
     * @param input its input: {@code POST /v1/completions}, or the name of a {@code direct:} endpoint
     * @param file its file; null if none
     */
    record Box(String id, String group, String input, String file) {}

    /** The steps of a route. */
    record Details(String id, String yaml, List<Step> steps) {}

    /**
     * A step of a route.
     *
     * @param kind such as {@code bean}, {@code choice}, {@code to}
     * @param text the text in the box
     * @param the node that it calls; null if none
     * @param yaml null if only the diagram is needed
     * @param steps within it
     */
    record Step(String kind, String text, String to, String yaml, List<Step> steps) {}

    /**
     * An arrow between two nodes.
     *
     * @param key the key of its numbers
     * @param from {@code client} or id of a route
     * @param to id of a route, or address of a server
     * @param dynamic chosen for each message
     */
    record Line(String key, String from, String to, String label, boolean dynamic) {}

    /** @param version changes with the routes */
    record Drawing(String version, List<Box> routes, List<Line> lines) {}

    private RouteDiagram(CamelContext context) {
        this.context = (ModelCamelContext) context;
    }

    /** @param travelled arrows with messages */
    static Drawing of(CamelContext context, Set<Arrow> travelled) {
        return new RouteDiagram(context).draw(travelled);
    }

    /**
     * The steps of a route.
     *
     * @throws ApiException 404 if the route does not exist
     */
    static Details details(CamelContext context, String id) {
        RouteDefinition route = id == null ? null : ((ModelCamelContext) context).getRouteDefinition(id);
        if (route == null) {
            throw ApiException.of(
                    404, "invalid_request_error", "id", "unknown_route", "There is no route with this id.", null);
        }
        RouteYaml yaml = RouteYaml.with(context, route);
        return new Details(id, yaml.of(route), yaml.steps(route.getOutputs()));
    }

    /** Of an arrow, as the numbers have it. */
    static String key(Arrow arrow) {
        return arrow.from() + " > " + arrow.to();
    }

    /** The numbers by key. */
    static Map<String, Count> numbers(Arrows arrows) {
        Map<String, Count> numbers = new LinkedHashMap<>();
        arrows.all().forEach((arrow, count) -> numbers.put(key(arrow), count));
        return numbers;
    }

    private Drawing draw(Set<Arrow> travelled) {
        Set<Arrow> chosen = new LinkedHashSet<>();
        List<RouteDefinition> definitions = new ArrayList<>();
        for (Route route : context.getRoutes()) {
            RouteDefinition definition = context.getRouteDefinition(route.getRouteId());
            if (definition != null && !Boolean.FALSE.equals(route.isAutoStartup())) {
                definitions.add(definition);
                inputs.put(Links.target(route.getEndpoint().getEndpointBaseUri()), route.getRouteId());
            }
        }
        for (RouteDefinition route : definitions) {
            Endpoint from = context.getRoute(route.getId()).getEndpoint();
            List<Step> steps = RouteYaml.without(context, route).steps(route.getOutputs());
            String input = Links.isHttp(from) ? Links.request(from) : Links.target(from.getEndpointBaseUri());
            routes.add(new Box(route.getId(), group(route, from), input, file(route)));
            if (Links.isHttp(from)) {
                Arrow arrow = new Arrow(Links.CLIENT, input);
                lines.put(arrow, line(arrow, route.getId(), null, false));
            }
            connect(route.getId(), steps, chosen);
        }
        // endpoints chosen at run time: those with messages so far, and those that nothing else leads to
        travelled.forEach(arrow -> {
            if (context.getRoute(arrow.from()) != null && isNode(arrow.to())) {
                lines.computeIfAbsent(arrow, any -> line(arrow, node(arrow.to()), callLabel(arrow.to()), true));
            }
        });
        chosen.forEach(arrow -> {
            if (Links.isCall(arrow.to())) {
                connectServer(arrow);
            } else {
                connectTheRest(arrow.from());
            }
        });
        // an edit creates a new context
        int version = 31 * System.identityHashCode(context)
                + List.of(routes, lines.keySet()).hashCode();
        return new Drawing(Integer.toHexString(version), routes, List.copyOf(lines.values()));
    }

    private void connect(String route, List<Step> steps, Set<Arrow> chosen) {
        for (Step step : steps) {
            if (step.to() != null && step.to().contains("${")) {
                chosen.add(new Arrow(route, step.to()));
            } else if (step.to() != null && isNode(step.to())) {
                Arrow arrow = new Arrow(route, step.to());
                lines.putIfAbsent(arrow, line(arrow, node(step.to()), callLabel(step.to()), false));
            }
            connect(route, step.steps(), chosen);
        }
    }

    /** A call whose path is chosen at run time, before the first message. */
    private void connectServer(Arrow call) {
        String server = Links.server(call.to().substring(0, call.to().indexOf("${")));
        boolean known = lines.values().stream()
                .anyMatch(line -> line.from().equals(call.from()) && line.to().equals(server));
        if (!known) {
            lines.put(call, line(call, server, null, true));
        }
    }

    private void connectTheRest(String chooser) {
        Set<String> reached = new HashSet<>();
        lines.values().forEach(line -> reached.add(line.to()));
        inputs.forEach((name, route) -> {
            boolean model = name.startsWith("triton-") && !reached.contains(route) && !route.equals(chooser);
            boolean near = !chooser.startsWith("triton-") || route.startsWith(chooser);
            if (model && near) {
                Arrow arrow = new Arrow(chooser, name);
                lines.putIfAbsent(arrow, line(arrow, route, null, true));
            }
        });
    }

    private boolean isNode(String target) {
        return inputs.containsKey(target) || Links.isCall(target);
    }

    private String node(String target) {
        return Links.isCall(target) ? Links.server(target) : inputs.get(target);
    }

    private static String callLabel(String target) {
        return Links.isCall(target) ? target.substring(target.lastIndexOf('/') + 1) : null;
    }

    private static Line line(Arrow arrow, String to, String label, boolean dynamic) {
        return new Line(key(arrow), arrow.from(), to, label, dynamic);
    }

    private static String group(RouteDefinition route, Endpoint from) {
        if (Links.isHttp(from)) {
            return route.getId().startsWith("openai-http-page") ? "page" : "edge";
        }
        return route.getId().startsWith("triton-") ? "model" : "core";
    }

    private static String file(RouteDefinition route) {
        String location =
                route.getResource() == null ? null : route.getResource().getLocation();
        return location == null ? null : location.substring(location.lastIndexOf('/') + 1);
    }
}

package io.openaitriton.live;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.spi.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The route behind each {@code direct:} name. */
final class RouteInputs {
    private static final Logger LOG = LoggerFactory.getLogger(RouteInputs.class);

    private RouteInputs() {}

    /**
     * Finds two routes with the same input. Camel finds them too, but only when it starts them, and it logs a stack trace.
     *
     * @throws RouteMistake naming both
     */
    static void check(ModelCamelContext context, RouteOwners owners) {
        Map<String, RouteDefinition> inputs = new HashMap<>();
        for (RouteDefinition route : context.getRouteDefinitions()) {
            String uri = owners.file(route) == null || !isStarted(route) ? null : input(context, route);
            RouteDefinition other = uri == null ? null : inputs.put(uri, route);
            if (other != null) {
                // routes from templates are created last, even if the other route was edited
                boolean swap = owners.isEdited(other) && !owners.isEdited(route);
                throw sameInput(uri, swap ? other : route, swap ? route : other, owners);
            }
        }
    }

    private static RouteMistake sameInput(String uri, RouteDefinition at, RouteDefinition other, RouteOwners owners) {
        return owners.mistake(
                at,
                List.of(uri, String.valueOf(at.getInput().getEndpointUri())),
                name(at) + " and " + name(other) + " in " + RouteMistake.name(owners.file(other))
                        + " have the same input " + uri,
                null);
    }

    private static String name(RouteDefinition route) {
        return route.getId() == null ? "a route" : "route " + route.getId();
    }

    /** Two routes may have the same input if only one is started, which depends on conditions that Camel evaluates later. */
    private static boolean isStarted(RouteDefinition route) {
        return route.getPrecondition() == null
                && (route.getAutoStartup() == null || route.getAutoStartup().equals("true"));
    }

    /** {@code direct:name} with placeholders and parameters of templates resolved; null for any other input. */
    private static String input(ModelCamelContext context, RouteDefinition route) {
        String uri = route.getInput() == null ? null : route.getInput().getEndpointUri();
        if (uri == null || !uri.startsWith("direct:")) {
            return null;
        }
        PropertiesComponent properties = context.getPropertiesComponent();
        try {
            if (route.getTemplateParameters() != null) {
                Properties parameters = new Properties();
                route.getTemplateParameters().forEach((key, value) -> parameters.put(key, String.valueOf(value)));
                properties.setLocalProperties(parameters);
            }
            return context.resolvePropertyPlaceholders(uri)
                    .replaceFirst("^direct://", "direct:")
                    .replaceFirst("\\?.*", "");
        } catch (IllegalArgumentException e) {
            // a placeholder without a value, which Camel reports when it starts the route
            return null;
        } finally {
            properties.setLocalProperties(null);
        }
    }

    /** Warns about calls to missing routes, which would fail only when they are made. */
    static void warnOfDeadEnds(CamelContext context, Collection<Resource> files) {
        Set<String> inputs = context.getRoutes().stream()
                .map(route -> route.getEndpoint().getEndpointBaseUri())
                .collect(Collectors.toSet());
        Set<String> deadEnds = context.getEndpoints().stream()
                .map(Endpoint::getEndpointBaseUri)
                .filter(uri -> uri.startsWith("direct:") && !inputs.contains(uri))
                .collect(Collectors.toCollection(TreeSet::new));
        for (String uri : deadEnds) {
            String name = uri.replace("://", ":");
            List<String> callers = new ArrayList<>();
            for (Resource file : files) {
                int line = MistakeReader.lineOf(file, Pattern.compile(Pattern.quote(name) + "(?![\\w-])"));
                if (line > 0) {
                    callers.add(RouteMistake.name(file) + ", line " + line);
                }
            }
            LOG.warn(
                    "{}no route has the input {}, so requests to it fail",
                    callers.isEmpty() ? "" : String.join("; ", callers) + ": ",
                    name);
        }
    }
}

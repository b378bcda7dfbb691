package io.openaitriton.live;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.TemplatedRouteDefinition;
import org.apache.camel.spi.Resource;

/**
 * The file of each route and of each template. Camel does not store it for a route from a template. Such a route depends on two
 * files: its own, and that of its template.
 */
final class RouteOwners {
    private final Predicate<Resource> edited;
    private final Map<RouteDefinition, Owner> routes = new IdentityHashMap<>();
    private final Map<String, Resource> routeIds = new HashMap<>();
    private final Map<RouteTemplateDefinition, Resource> templates = new IdentityHashMap<>();
    private final Map<String, Resource> templateIds = new HashMap<>();

    /** @param template id of its template; null for a route without a template */
    private record Owner(Resource file, String template) {}

    /** @param edited whether a file differs from what was served before; mistakes are searched in these files first */
    RouteOwners(Predicate<Resource> edited) {
        this.edited = edited;
    }

    /**
     * Registers what a file has added to a context: routes without templates, and templates.
     *
     * @throws RouteMistake when a route has no input, or another file has a route or template of the same id
     */
    void added(Resource file, ModelCamelContext context) {
        for (RouteTemplateDefinition template : context.getRouteTemplateDefinitions()) {
            if (templates.putIfAbsent(template, file) == null) {
                unique(file, "route template", template.getId(), templateIds);
            }
        }
        for (RouteDefinition route : context.getRouteDefinitions()) {
            own(route, new Owner(file, null));
        }
    }

    /**
     * Checks the ids of routes that a file makes from templates, before Camel makes them.
     *
     * @throws RouteMistake when another file has a route of the same id
     */
    void adding(Resource file, List<TemplatedRouteDefinition> made) {
        for (TemplatedRouteDefinition route : made) {
            if (route.getRouteId() != null) {
                unique(file, "route id", route.getRouteId(), routeIds);
            }
        }
    }

    /** Registers the routes that a file has made from templates. */
    void made(Resource file, List<TemplatedRouteDefinition> made, ModelCamelContext context) {
        int next = 0;
        for (RouteDefinition route : context.getRouteDefinitions()) {
            if (!routes.containsKey(route)) {
                // Camel makes them in the order of the file
                String template = next < made.size() ? made.get(next++).getRouteTemplateRef() : null;
                own(route, new Owner(file, template));
            }
        }
    }

    private void own(RouteDefinition route, Owner owner) {
        if (routes.putIfAbsent(route, owner) != null) {
            return;
        }
        if (route.getInput() == null) {
            throw RouteMistake.of(
                    owner.file(),
                    RouteMistake.lineOfId(owner.file(), route.getId()),
                    "route " + route.getId() + " has no 'from'");
        }
        if (route.getId() != null && owner.template() == null) {
            // Camel has replaced another route with this id
            unique(owner.file(), "route id", route.getId(), routeIds);
        }
    }

    /** The only file that differs from what was served before; null when there are several. What was served before worked. */
    Resource onlyEdited(Collection<Resource> files) {
        List<Resource> changed = files.stream().filter(edited).toList();
        return changed.size() == 1 ? changed.get(0) : null;
    }

    private static void unique(Resource file, String what, String id, Map<String, Resource> owners) {
        Resource other = owners.put(id, file);
        if (other != null && !other.getLocation().equals(file.getLocation())) {
            throw RouteMistake.of(
                    file, RouteMistake.lineOfId(file, id), what + " " + id + " is also in " + RouteMistake.name(other));
        }
    }

    /** The file of the route, or null when it is not from a file. */
    Resource file(RouteDefinition route) {
        Owner owner = routes.get(route);
        return owner == null ? null : owner.file();
    }

    /** The route with this id, or null. */
    RouteDefinition route(String id) {
        return routes.keySet().stream()
                .filter(route -> Objects.equals(route.getId(), id))
                .findFirst()
                .orElse(null);
    }

    /** Whether the file of the route, or that of its template, differs from what was served before. */
    boolean isEdited(RouteDefinition route) {
        Owner owner = routes.get(route);
        Resource template = owner.template() == null ? null : templateIds.get(owner.template());
        return edited.test(owner.file()) || template != null && edited.test(template);
    }

    /** The mistake in this route, in its file or that of its template. */
    RouteMistake mistake(RouteDefinition route, Collection<String> words, String why, Throwable cause) {
        Owner owner = routes.get(route);
        List<Resource> files = files(owner.file(), owner.template() == null ? Set.of() : Set.of(owner.template()));
        Map<String, String> parameters = parameters(route);
        List<String> all = new ArrayList<>(words);
        words.forEach(word -> all.add(asInTemplate(word, parameters)));
        return mistake(files, parameters.values(), all, why, cause);
    }

    /** The mistake for which a file's routes could not be made from their templates. */
    RouteMistake mistake(Resource file, List<TemplatedRouteDefinition> made, Throwable thrown) {
        Set<String> refs = new LinkedHashSet<>();
        made.forEach(route -> refs.add(route.getRouteTemplateRef()));
        return mistake(files(file, refs), List.of(), MistakeReader.culprits(thrown), MistakeReader.why(thrown), thrown);
    }

    private List<Resource> files(Resource file, Set<String> templateRefs) {
        Set<Resource> files = new LinkedHashSet<>();
        files.add(file);
        templateRefs.stream().map(templateIds::get).filter(Objects::nonNull).forEach(files::add);
        List<Resource> changed = files.stream().filter(edited).toList();
        return changed.isEmpty() ? List.copyOf(files) : changed;
    }

    private RouteMistake mistake(
            List<Resource> files,
            Collection<String> parameters,
            Collection<String> words,
            String why,
            Throwable cause) {
        for (Resource file : files) {
            int line = MistakeReader.lineOf(file, words);
            if (line > 0) {
                return RouteMistake.of(file, line, why, cause);
            }
        }
        Resource file = files.get(0);
        return RouteMistake.of(file, lineOfUse(file, parameters, words), why, cause);
    }

    /** The line of the parameter that became part of the mistake; else the line of the template's id or of its use. */
    private int lineOfUse(Resource file, Collection<String> parameters, Collection<String> words) {
        for (String value : parameters) {
            if (words.stream().anyMatch(word -> word.contains(value))) {
                int line = MistakeReader.lineOf(
                        file, Pattern.compile("\\bvalue *[:=] *[\"']?" + Pattern.quote(value) + "(?![\\w.-])"));
                if (line > 0) {
                    return line;
                }
            }
        }
        List<String> ids = new ArrayList<>();
        templateIds.forEach((id, owner) -> {
            if (owner.getLocation().equals(file.getLocation())) {
                ids.add(id);
            }
        });
        int line = ids.isEmpty() ? 0 : RouteMistake.lineOfId(file, ids.get(0));
        return line > 0 ? line : MistakeReader.lineOf(file, Pattern.compile("\\b(routeTemplateRef|routeTemplate)\\b"));
    }

    /** The parameters of its template, the longest value first. */
    private static Map<String, String> parameters(RouteDefinition route) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (route.getTemplateParameters() != null) {
            route.getTemplateParameters().entrySet().stream()
                    .map(parameter -> Map.entry(parameter.getKey(), String.valueOf(parameter.getValue())))
                    .filter(parameter -> !parameter.getValue().isBlank())
                    .sorted(Comparator.comparing(
                            parameter -> -parameter.getValue().length()))
                    .forEach(parameter -> parameters.put(parameter.getKey(), parameter.getValue()));
        }
        return parameters;
    }

    private static String asInTemplate(String word, Map<String, String> parameters) {
        String text = word;
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            text = text.replace(parameter.getValue(), "{{" + parameter.getKey() + "}}");
        }
        return text;
    }
}

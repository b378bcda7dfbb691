package io.openaitriton.live;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.engine.DefaultRoutesLoader;
import org.apache.camel.main.DefaultRoutesCollector;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.TemplatedRouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.ResourceHelper;

/** Loads route files as Camel does, one at a time, so that a mistake can be reported with its file. */
final class RouteFileCollector extends DefaultRoutesCollector {
    private final Map<Path, String> snapshot;
    private final RouteOwners owners;
    /**
     * The loader of each file, by its location. A single loader would create the beans of most files twice: after reading the
     * routes of one file, it forgets the beans of all files. Creating a model's definition is expensive: it reads the tokenizer
     * and tries the template.
     */
    private final Map<String, RoutesLoader> loaders = new HashMap<>();

    private final RouteFileCheck check = new RouteFileCheck();
    private Collection<Resource> resources = List.of();

    /** Adds the files of the include pattern. */
    RouteFileCollector() {
        this(null, path -> true);
    }

    /**
     * Uses these texts instead, so that the checked texts are loaded even if an editor saves meanwhile.
     *
     * @param edited whether a file differs from the running routes
     */
    RouteFileCollector(Map<Path, String> snapshot, Predicate<Path> edited) {
        this.snapshot = snapshot;
        this.owners = new RouteOwners(file -> edited.test(Path.of(RouteMistake.name(file))));
    }

    /** The files of the routes and templates. */
    RouteOwners owners() {
        return owners;
    }

    /** The files that were loaded last. */
    Collection<Resource> resources() {
        return resources;
    }

    /**
     * Creates the beans of the files, because routes of any file may refer to them. Camel calls this before it configures the
     * context, to do the same with its own loader, and gets no files for that.
     */
    @Override
    public Collection<Resource> findRouteResourcesFromDirectory(
            CamelContext context, String excludePattern, String includePattern) {
        files(context, excludePattern, includePattern);
        return List.of();
    }

    private Collection<Resource> files(CamelContext context, String excludePattern, String includePattern) {
        resources = snapshot == null
                ? super.findRouteResourcesFromDirectory(context, excludePattern, includePattern)
                : snapshot.entrySet().stream()
                        .map(file ->
                                ResourceHelper.fromBytes("file:" + file.getKey(), RouteFiles.bytes(file.getValue())))
                        .toList();
        for (Resource file : resources) {
            if (!loaders.containsKey(file.getLocation())) {
                in(file, () -> {
                    check.check(file);
                    loader(file, context).preParseRoute(file, false);
                });
            }
        }
        return resources;
    }

    private RoutesLoader loader(Resource file, CamelContext context) {
        return loaders.computeIfAbsent(file.getLocation(), location -> new DefaultRoutesLoader(context));
    }

    @Override
    protected void doCollectRoutesFromDirectory(
            CamelContext context,
            List<RoutesBuilder> builders,
            String excludePattern,
            String includePattern,
            boolean optional) {
        for (Resource file : files(context, excludePattern, includePattern)) {
            in(
                    file,
                    () -> loader(file, context)
                            .findRoutesBuilders(List.of(file), optional)
                            .forEach(routes -> builders.add(new FileRoutes(file, routes, owners))));
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void in(Resource file, Step step) {
        try {
            step.run();
        } catch (Exception | Error e) {
            // errors too: brackets nested thousands deep cause a StackOverflowError
            throw RouteMistake.in(file, e);
        }
    }

    /** The routes of one file. */
    private record FileRoutes(Resource file, RoutesBuilder routes, RouteOwners owners)
            implements RoutesBuilder, RouteConfigurationsBuilder {

        @Override
        public void addRoutesToCamelContext(CamelContext context) {
            in(file, () -> {
                routes.addRoutesToCamelContext(context);
                owners.added(file, (ModelCamelContext) context);
            });
        }

        @Override
        public void addTemplatedRoutesToCamelContext(CamelContext context) {
            List<TemplatedRouteDefinition> made = routes instanceof RouteBuilder builder
                    ? builder.getTemplatedRouteCollection().getTemplatedRoutes()
                    : List.of();
            owners.adding(file, made);
            try {
                routes.addTemplatedRoutesToCamelContext(context);
            } catch (Exception | Error e) {
                throw owners.mistake(file, made, e);
            }
            owners.made(file, made, (ModelCamelContext) context);
        }

        @Override
        public Set<String> updateRoutesToCamelContext(CamelContext context) throws Exception {
            return routes.updateRoutesToCamelContext(context);
        }

        @Override
        public void addRouteConfigurationsToCamelContext(CamelContext context) {
            if (routes instanceof RouteConfigurationsBuilder configurations) {
                in(file, () -> configurations.addRouteConfigurationsToCamelContext(context));
            }
        }

        @Override
        public void updateRouteConfigurationsToCamelContext(CamelContext context) throws Exception {
            if (routes instanceof RouteConfigurationsBuilder configurations) {
                configurations.updateRouteConfigurationsToCamelContext(context);
            }
        }
    }
}

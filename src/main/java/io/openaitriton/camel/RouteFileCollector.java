package io.openaitriton.camel;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamReader;
import org.apache.camel.CamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.main.DefaultRoutesCollector;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Loads route files as Camel does, one at a time, so that a mistake can be told with the file it is in. */
final class RouteFileCollector extends DefaultRoutesCollector {
    private static final Set<String> XML_ROOTS = Set.of(
            "camel",
            "beans",
            "blueprint",
            "routes",
            "route",
            "routeConfigurations",
            "routeConfiguration",
            "routeTemplates",
            "routeTemplate",
            "templatedRoutes",
            "templatedRoute",
            "rests",
            "rest");

    private final Map<Path, String> snapshot;
    private Collection<Resource> resources = List.of();

    /** Takes the files of the include pattern. */
    RouteFileCollector() {
        this(null);
    }

    /** Takes these texts instead, so that what is loaded is what was looked at, whatever an editor does meanwhile. */
    RouteFileCollector(Map<Path, String> snapshot) {
        this.snapshot = snapshot;
    }

    /** The files that were loaded last. */
    Collection<Resource> resources() {
        return resources;
    }

    @Override
    public Collection<Resource> findRouteResourcesFromDirectory(
            CamelContext context, String excludePattern, String includePattern) {
        resources = snapshot == null
                ? super.findRouteResourcesFromDirectory(context, excludePattern, includePattern)
                : snapshot.entrySet().stream()
                        .map(file -> ResourceHelper.fromString("file:" + file.getKey(), file.getValue()))
                        .toList();
        return resources;
    }

    @Override
    protected void doCollectRoutesFromDirectory(
            CamelContext context,
            List<RoutesBuilder> builders,
            String excludePattern,
            String includePattern,
            boolean optional) {
        Collection<Resource> files = findRouteResourcesFromDirectory(context, excludePattern, includePattern);
        RoutesLoader loader = PluginHelper.getRoutesLoader(context);
        // beans of all files come first, as any route may refer to them
        for (Resource file : files) {
            in(file, () -> {
                if (file.getLocation().endsWith(".xml")) {
                    checkXml(file);
                }
                loader.preParseRoute(file, optional);
            });
        }
        for (Resource file : files) {
            in(
                    file,
                    () -> loader.findRoutesBuilders(List.of(file), optional)
                            .forEach(routes -> builders.add(new FileRoutes(file, routes))));
        }
    }

    /** Camel passes over a document that it cannot make out, with no more than a warning. */
    private static void checkXml(Resource file) throws Exception {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        try (InputStream in = file.getInputStream()) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            xml.nextTag();
            if (!XML_ROOTS.contains(xml.getLocalName())) {
                throw new IllegalArgumentException("<" + xml.getLocalName()
                        + "> is no root of a Camel document; a file of beans and routes has <camel>");
            }
            while (xml.hasNext()) {
                xml.next();
            }
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void in(Resource file, Step step) {
        try {
            step.run();
        } catch (Exception e) {
            throw RouteMistake.in(file, e);
        }
    }

    /** The routes of one file. */
    private record FileRoutes(Resource file, RoutesBuilder routes)
            implements RoutesBuilder, RouteConfigurationsBuilder {

        @Override
        public void addRoutesToCamelContext(CamelContext context) {
            in(file, () -> routes.addRoutesToCamelContext(context));
        }

        @Override
        public void addTemplatedRoutesToCamelContext(CamelContext context) {
            in(file, () -> routes.addTemplatedRoutesToCamelContext(context));
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

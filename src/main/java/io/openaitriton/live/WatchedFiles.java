package io.openaitriton.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;

/**
 * The files that a gateway reads, with their content before it started: an edit during the start is a change too.
 *
 * @param routes files of routes
 * @param settings files of properties
 * @param stamps state of all of them
 * @param routeTexts content of the route files
 * @param settingTexts content of the property files
 */
record WatchedFiles(
        RouteFiles routes,
        RouteFiles settings,
        Map<Path, RouteFiles.Stamp> stamps,
        Map<Path, String> routeTexts,
        Map<Path, String> settingTexts) {

    static WatchedFiles of(BaseMainSupport gateway) {
        CamelContext context = gateway.getCamelContext();
        RouteFiles routes = RouteFiles.of(context.resolvePropertyPlaceholders("{{camel.main.routes-include-pattern}}"));
        RouteFiles settings = RouteFiles.of(gateway.getPropertyPlaceholderLocations());
        try {
            return new WatchedFiles(routes, settings, stamps(routes, settings), routes.read(), settings.read());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The state of all files now. */
    Map<Path, RouteFiles.Stamp> stampsNow() throws IOException {
        return stamps(routes, settings);
    }

    private static Map<Path, RouteFiles.Stamp> stamps(RouteFiles routes, RouteFiles settings) throws IOException {
        Map<Path, RouteFiles.Stamp> stamps = new HashMap<>(routes.stamps());
        stamps.putAll(settings.stamps());
        return stamps;
    }
}

package io.openaitriton.live;

import io.openaitriton.watch.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.spi.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves edited route files while the gateway runs. When files change, a new set of all routes starts next to the running ones;
 * once it runs, the next request goes to it. The old routes are closed after their requests are done.
 *
 * <p>Files are polled several times a second rather than watched: polling works on any file system, also for folders mounted into
 * a container, and is cheap for a few files.
 */
final class LiveRoutes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRoutes.class);
    private static final long LOOK_MILLIS = 100;
    // an empty file has usually just been truncated by an editor, unless it stays empty
    private static final int EMPTY_LOOKS = 10;

    private final RouteStarter starter;
    private final Consumer<String> mistaken;
    private final WatchedFiles files;
    private Watch looking;
    private final RouteSwitch http;
    private Map<Path, String> served;
    private Map<Path, String> servedSettings;
    private Map<Path, String> seen;
    private Map<Path, String> seenSettings;
    private Map<Path, RouteFiles.Stamp> handled;
    private Map<Path, RouteFiles.Stamp> last;
    private int looks;
    private String logged;

    private LiveRoutes(RouteStarter starter, WatchedFiles files, Consumer<String> mistaken) {
        this.starter = starter;
        this.mistaken = mistaken;
        this.files = files;
        this.http = new RouteSwitch(starter.first());
        this.handled = files.stamps();
        this.served = files.routeTexts();
        this.seen = served;
        this.servedSettings = files.settingTexts();
        this.seenSettings = servedSettings;
    }

    /** Starts to serve changes of the files with which this gateway was started. */
    static LiveRoutes of(
            BaseMainSupport gateway, RouteReload.Host host, VertxPlatformHttpRouter server, WatchedFiles files) {
        LiveRoutes live = new LiveRoutes(new RouteStarter(gateway, host, server), files, host.mistaken());
        // before the gateway's original routes
        server.route().order(Integer.MIN_VALUE).handler(live.http::handle);
        live.looking = Watch.every(LOOK_MILLIS, "the route files and settings", "route-files", live::look);
        return live;
    }

    /** The context of the running routes. */
    CamelContext serving() {
        return http.serving().context();
    }

    /** Stops polling, and closes all routes except the original ones, which stop with the gateway. */
    @Override
    public void close() {
        if (!looking.end(RouteSwitch.SHUTDOWN_MILLIS)) {
            LOG.warn("The shutdown did not wait any longer for an edit of the routes");
        }
        http.close();
    }

    private void look() throws IOException {
        http.closeIdle();
        Map<Path, RouteFiles.Stamp> now = files.stampsNow();
        boolean settled = now.equals(last);
        last = now;
        looks = settled ? looks + 1 : 0;
        boolean empty = now.values().stream().anyMatch(file -> file.size() == 0);
        if (!now.equals(handled) && settled && (!empty || looks >= EMPTY_LOOKS)) {
            handled = now;
            changed();
        }
    }

    private void changed() throws IOException {
        Map<Path, String> routes;
        Map<Path, String> texts;
        try {
            routes = files.routes().read();
            texts = files.settings().read();
        } catch (IOException e) {
            // a file that is unreadable now may become readable, which its state does not show
            handled = Map.of();
            throw e;
        }
        if (!routes.equals(seen) || !texts.equals(seenSettings)) {
            seen = routes;
            seenSettings = texts;
            logged = null;
            serve(routes);
            mistaken.accept(logged);
        }
    }

    /** Serves these files. If a file has a mistake, serves its previous version with the other files. */
    private void serve(Map<Path, String> files) {
        http.serving().pauseConsumers();
        try {
            http.switchTo(starter.start(
                    unchangedFirst(files), path -> !files.get(path).equals(served.get(path))));
            LOG.info("Serving the changed routes: {}", changes(files));
            served = files;
            servedSettings = seenSettings;
        } catch (RouteMistake mistake) {
            http.serving().resumeConsumers();
            String where = mistake.file() == null ? changedSettings() : "";
            LOG.warn("{}{}. The previous routes stay in use.", where, mistake.getMessage());
            logged = where + mistake.getMessage();
            Map<Path, String> rest = without(mistake.file(), files);
            boolean differs = !rest.equals(served) || !servedSettings.equals(seenSettings);
            if (differs && !rest.equals(files)) {
                serve(rest);
            }
        } catch (RuntimeException | Error e) {
            // the watch logs it; the running routes go on
            http.serving().resumeConsumers();
            throw e;
        }
    }

    /** The changed settings files, as the beginning of a message. */
    private String changedSettings() {
        return seenSettings.keySet().stream()
                .filter(path -> !seenSettings.get(path).equals(servedSettings.get(path)))
                .map(path -> path + ": ")
                .collect(Collectors.joining());
    }

    /** Puts unchanged files first, so that if two files define the same thing, the edited one is reported. */
    private Map<Path, String> unchangedFirst(Map<Path, String> files) {
        Map<Path, String> ordered = new LinkedHashMap<>();
        files.forEach((path, text) -> {
            if (text.equals(served.get(path))) {
                ordered.put(path, text);
            }
        });
        files.forEach(ordered::putIfAbsent);
        return ordered;
    }

    private Map<Path, String> without(Resource mistaken, Map<Path, String> files) {
        Map<Path, String> rest = new HashMap<>(files);
        if (mistaken != null) {
            Path path = Path.of(RouteMistake.name(mistaken));
            rest.compute(path, (same, text) -> served.get(path));
        }
        return rest;
    }

    private String changes(Map<Path, String> files) {
        Map<Path, String> all = new TreeMap<>(served);
        all.putAll(files);
        List<String> names = all.keySet().stream()
                .filter(path -> !Objects.equals(served.get(path), files.get(path)))
                .map(path -> path.getFileName() + (files.containsKey(path) ? "" : " (gone)"))
                .toList();
        return names.isEmpty() ? "settings" : String.join(", ", names);
    }
}

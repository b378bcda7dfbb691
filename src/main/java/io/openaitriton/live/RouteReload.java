package io.openaitriton.live;

import io.vertx.ext.web.Router;
import java.util.Collection;
import java.util.LinkedList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainCommandLineSupport;
import org.apache.camel.support.LifecycleStrategySupport;

/** Allows editing route files while a gateway runs, and reports mistakes in them, then and at startup. */
public final class RouteReload {
    private RouteReload() {}

    /**
     * What a gateway provides for edited routes.
     *
     * @param shared names of beans that it has bound, and that all sets of routes share
     * @param unmatched adds to their router the handler for requests that no route takes
     * @param settings checks their settings, and throws if one is wrong
     * @param started gets the context once the routes run
     * @param mistaken gets the reason why they cannot be served, or null if they are
     */
    public record Host(
            Collection<String> shared,
            Consumer<Router> unmatched,
            Consumer<CamelContext> settings,
            Consumer<CamelContext> started,
            Consumer<String> mistaken) {}

    /** Adds the argument {@code -live}, because camel:run can set arguments but not properties. */
    public static void addOption(Main gateway) {
        gateway.addOption(
                new MainCommandLineSupport.Option("live", "live", "Serves edited route files while the gateway runs.") {
                    @Override
                    protected void doProcess(String argument, LinkedList<String> remaining) {
                        gateway.addOverrideProperty("gateway.reload", "true");
                    }
                });
    }

    /**
     * Prepares a gateway before its configuration. Files are reloaded only if its {@code gateway.reload} is true.
     *
     * @param host what the gateway provides for edited routes
     * @return the context of the running routes
     */
    public static Supplier<CamelContext> install(BaseMainSupport gateway, Host host) {
        CamelContext context = gateway.getCamelContext();
        gateway.setRoutesCollector(new RouteFileCollector());
        if (!Boolean.parseBoolean(
                context.resolvePropertyPlaceholders("{{gateway.reload}}").trim())) {
            return () -> context;
        }
        Hooks hooks = new Hooks(gateway, host);
        context.addLifecycleStrategy(hooks);
        try {
            context.addStartupListener(hooks);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeException(e);
        }
        return () -> hooks.live == null ? context : hooks.live.serving();
    }

    /** The reason why a gateway did not start, in one line with file and line number; null if no route file is at fault. */
    public static String mistake(Main gateway, Throwable thrown) {
        return gateway.getRoutesCollector() instanceof RouteFileCollector collector
                ? RouteMistake.atStart(collector, thrown)
                : null;
    }

    private static final class Hooks extends LifecycleStrategySupport implements ExtendedStartupListener {
        private final BaseMainSupport gateway;
        private final Host host;
        // before the routes are read
        private final WatchedFiles files;
        private volatile LiveRoutes live;

        private Hooks(BaseMainSupport gateway, Host host) {
            this.gateway = gateway;
            this.host = host;
            this.files = WatchedFiles.of(gateway);
        }

        @Override
        public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
            // routes may still be starting
        }

        @Override
        public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
            // the management server may have one too
            VertxPlatformHttpRouter server = context.getRegistry().findByType(VertxPlatformHttpRouter.class).stream()
                    .filter(VertxPlatformHttpRouter::isMainServer)
                    .findFirst()
                    .orElse(null);
            live = LiveRoutes.of(gateway, host, server, files);
        }

        @Override
        public void onContextStopping(CamelContext context) {
            if (live != null) {
                live.close();
            }
        }
    }
}

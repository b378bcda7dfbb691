package io.openaitriton.live;

import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.ModelCamelContext;

/**
 * Starts route files next to the running ones, in a separate CamelContext behind the same HTTP server, with the gateway's
 * original settings. So no mistake does harm, and nothing has to be undone.
 */
final class RouteStarter {
    private final BaseMainSupport gateway;
    private final RouteReload.Host host;
    private final VertxPlatformHttpRouter server;

    RouteStarter(BaseMainSupport gateway, RouteReload.Host host, VertxPlatformHttpRouter server) {
        this.gateway = gateway;
        this.host = host;
        this.server = server;
    }

    /** The gateway's original routes. */
    RouteGeneration first() {
        CamelContext context = gateway.getCamelContext();
        return new RouteGeneration(context, RoutingContext::next, () -> {
            for (Route route : List.copyOf(context.getRoutes())) {
                context.getRouteController().stopRoute(route.getRouteId());
                context.removeRoute(route.getRouteId());
            }
        });
    }

    /**
     * Starts these files.
     *
     * @param edited whether a file differs from the running routes
     * @throws RouteMistake if they cannot be started; then nothing of them remains
     */
    RouteGeneration start(Map<Path, String> files, Predicate<Path> edited) {
        Router http = Router.router(server.vertx());
        RouteFileCollector collector = new RouteFileCollector(files, edited);
        Main main = main(collector, http);
        try {
            main.start();
            host.unmatched().accept(http);
            host.started().accept(main.getCamelContext());
            RouteInputs.warnOfDeadEnds(main.getCamelContext(), collector.resources());
            return new RouteGeneration(main.getCamelContext(), http::handleContext, main::stop);
        } catch (Exception | Error e) {
            // a Main that failed to start does not stop what it started
            main.getCamelContext().stop();
            throw RouteMistake.among(collector, e);
        }
    }

    private Main main(RouteFileCollector collector, Router http) {
        Main main = new Main();
        // the gateway's own shutdown hook stops this one too
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        main.setPropertyPlaceholderLocations(gateway.getPropertyPlaceholderLocations());
        main.setInitialProperties(copy(gateway.getInitialProperties()));
        main.setOverrideProperties(copy(gateway.getOverrideProperties()));
        main.addOverrideProperty("camel.server.enabled", "false");
        main.addOverrideProperty("camel.management.enabled", "false");
        // all routes are started before the first request, so waiting for one is useless
        main.addOverrideProperty("camel.component.direct.block", "false");
        main.setRoutesCollector(collector);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport self) {
                CamelContext context = self.getCamelContext();
                host.settings().accept(context);
                host.shared().forEach(name -> share(name, context));
                context.getRegistry().bind(server.getName(), router(http));
            }

            @Override
            public void afterConfigure(BaseMainSupport self) {
                RouteInputs.check((ModelCamelContext) self.getCamelContext(), collector.owners());
            }
        });
        return main;
    }

    private void share(String name, CamelContext context) {
        Object bean = gateway.getCamelContext().getRegistry().lookupByName(name);
        if (bean != null) {
            context.getRegistry().bind(name, bean);
        }
    }

    private VertxPlatformHttpRouter router(Router http) {
        return new VertxPlatformHttpRouter(
                server.getServer(), server.vertx(), http, server.getName(), server.getServerType()) {
            @Override
            public Handler<RoutingContext> bodyHandler() {
                return server.bodyHandler();
            }
        };
    }

    private static Properties copy(Properties properties) {
        Properties copy = new Properties();
        if (properties != null) {
            copy.putAll(properties);
        }
        return copy;
    }
}

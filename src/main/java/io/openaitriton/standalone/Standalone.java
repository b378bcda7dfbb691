package io.openaitriton.standalone;

import io.openaitriton.admission.AccessControl;
import io.openaitriton.admission.ModelQueue;
import io.openaitriton.archive.ResponseStores;
import io.openaitriton.camel.TritonReplicas;
import io.openaitriton.exchange.Edges;
import io.openaitriton.exchange.Observations;
import io.openaitriton.live.RouteReload;
import io.openaitriton.model.ModelAddresses;
import io.openaitriton.page.PageMonitor;
import io.openaitriton.server.HttpErrors;
import io.openaitriton.simulator.TritonSimulator;
import java.util.LinkedList;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainCommandLineSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds the parts of a standalone gateway around the routes, and starts and stops each at the right time of Camel's lifecycle. */
public final class Standalone extends MainListenerSupport {
    private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);

    private Settings settings;
    private Observers observers;
    private PageMonitor page;
    private AccessControl access;
    private ClientServer server;
    private TritonSimulator simulator;
    private Supplier<CamelContext> serving;

    /** Adds the options {@code -simulate} and {@code -page}. */
    public static void addOptions(Main gateway) {
        Simulator.addOption(gateway);
        // camel:run can set arguments but not properties; an explicit setting wins
        gateway.addOption(
                new MainCommandLineSupport.Option("page", "page", "Serves the page, unless gateway.page is set.") {
                    @Override
                    protected void doProcess(String argument, LinkedList<String> remaining) {
                        gateway.addInitialProperty("page", "true");
                    }
                });
    }

    /** TCP port for clients, once started. */
    public int port() {
        return server == null ? 0 : server.port();
    }

    @Override
    public void beforeConfigure(BaseMainSupport support) {
        Main main = (Main) support;
        CamelContext context = main.getCamelContext();
        settings = new Settings(context);
        settings.check();
        page = settings.bool("gateway.page") ? new PageMonitor() : null;
        if (page != null) {
            context.getRegistry().bind(PageMonitor.NAME, page);
        }
        observers = new Observers(main, settings, page, () -> serving.get());
        context.getRegistry().bind(Observations.OBSERVER, observers.requests());
        access = AccessControl.of(
                context,
                settings.text("gateway.keys"),
                settings.text("gateway.limits-redis"),
                settings.integer("gateway.limits-timeout", 1));
        // all generations of the routes share these
        ModelQueue.all(context);
        TritonReplicas.known(context);
        ResponseStores.known(context);
        server = new ClientServer(main, settings, access);
        server.onShutdown(observers::stopping);
        // before edited routes are closed
        context.addLifecycleStrategy(new Draining());
        serving = RouteReload.install(
                main,
                new RouteReload.Host(
                        SharedBeans.NAMES,
                        router -> HttpErrors.install(router).ready(),
                        edited -> new Settings(edited).checkOfRoutes(),
                        edited -> addresses(edited).warn(),
                        mistake -> {
                            if (page != null) {
                                page.mistake(mistake);
                            }
                        }));
        simulator = Simulator.start(main, settings);
        context.addLifecycleStrategy(new Lifecycle());
        try {
            context.addStartupListener(new FullyStarted());
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeException(e);
        }
    }

    @Override
    public void afterConfigure(BaseMainSupport main) {
        addresses(main.getCamelContext()).requireOne();
        observers.serve();
    }

    private ModelAddresses addresses(CamelContext context) {
        return new ModelAddresses(context, simulator == null ? null : simulator.url());
    }

    private void started(CamelContext context) {
        server.ready(context);
        observers.start();
        if (page != null) {
            page.listensOn(
                    server.port(), server.isEncrypted(), settings.pagePort().managementPort() != 0);
        }
        String host = settings.text("camel.server.host");
        Summary summary = new Summary(
                server.port() == 0 ? null : server.url(host),
                settings.maxRequests(),
                access == null ? null : access.size(),
                simulator == null ? null : simulator.url(),
                page == null || server.port() == 0 ? null : pageUrl(host));
        LOG.info("{}", summary.text(context, settings));
        addresses(context).warn();
        if (access == null && server.port() > 0 && !Settings.isLoopback(host)) {
            LOG.warn("Anybody who reaches this gateway may use its models: it has no API keys. Set 'gateway.keys'");
        }
    }

    private String pageUrl(String host) {
        int management = settings.pagePort().managementPort();
        return management == 0
                ? server.url(host).replaceFirst("v1$", "")
                : "http://" + settings.text("gateway.management-host") + ":" + management + "/";
    }

    private void close() {
        observers.close();
        if (simulator != null) {
            simulator.close();
        }
        server.close();
    }

    private final class Draining extends LifecycleStrategySupport {
        @Override
        public void onContextStopping(CamelContext context) {
            server.drain();
        }
    }

    /** Not afterStart and afterStop of Main's listener: only Main.run() calls them, not Main.start() and stop(). */
    private final class Lifecycle extends LifecycleStrategySupport {
        @Override
        public void onThreadPoolAdd(
                CamelContext context,
                ThreadPoolExecutor threadPool,
                String id,
                String sourceId,
                String routeId,
                String threadPoolProfileId) {
            // the HTTP server creates one once it has a router, as the last step before it listens
            server.install(context, observers.requests(), new Edges(() -> serving.get()));
        }

        @Override
        public void onContextStopped(CamelContext stopped) {
            close();
        }
    }

    private final class FullyStarted implements ExtendedStartupListener {
        @Override
        public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
            // routes may still be starting
        }

        @Override
        public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
            started(context);
        }
    }
}

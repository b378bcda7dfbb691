package io.openaitriton.standalone;

import io.openaitriton.admission.AccessControl;
import io.openaitriton.admission.ModelQueue;
import io.openaitriton.camel.ModelAddresses;
import io.openaitriton.camel.OpenAiModels;
import io.openaitriton.camel.TritonReplicas;
import io.openaitriton.exchange.Edges;
import io.openaitriton.live.RouteReload;
import io.openaitriton.observe.AccessLog;
import io.openaitriton.observe.RequestMetrics;
import io.openaitriton.observe.RequestObserver;
import io.openaitriton.observe.RequestObservers;
import io.openaitriton.observe.RequestTraces;
import io.openaitriton.server.ClientConnection;
import io.openaitriton.server.Cors;
import io.openaitriton.server.EncodedBody;
import io.openaitriton.server.GatewayHttpServer;
import io.openaitriton.server.GatewayVertx;
import io.openaitriton.server.HttpEntry;
import io.openaitriton.server.HttpErrors;
import io.openaitriton.server.ObservedRequest;
import io.openaitriton.server.Shutdown;
import io.openaitriton.server.tls.ServerCertificate;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainCommandLineSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a gateway of its own needs around the routes: worker threads, error answers, the simulator, a summary. */
public final class Standalone extends MainListenerSupport {
    private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);

    /** There while the simulator runs, which may listen on any free port. */
    private static final String SIMULATOR_URL = "simulator.url";

    private Vertx vertx;
    private TritonSimulator simulator;
    private HttpErrors errors;
    private Management management;
    private RequestObserver observer;
    private AutoCloseable traces;
    private Shutdown shutdown;
    private AccessControl access;
    private ServerCertificate certificate;
    private Supplier<CamelContext> serving;
    private int maxRequests;
    private int maxHead;
    private volatile int port;

    /** Adds {@code -simulate}, since camel:run can set arguments but no properties; a setting that says otherwise wins. */
    public static void addOption(Main gateway) {
        gateway.addOption(
                new MainCommandLineSupport.Option(
                        "simulate", "simulate", "Runs the simulator, unless simulator.enabled says otherwise.") {
                    @Override
                    protected void doProcess(String argument, LinkedList<String> remaining) {
                        gateway.addInitialProperty("simulate", "true");
                    }
                });
    }

    /** TCP port that clients connect to, once started. */
    public int port() {
        return port;
    }

    @Override
    public void beforeConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        Settings settings = new Settings(context);
        settings.check();
        maxRequests = settings.maxRequests();
        observe(main, settings);
        access = AccessControl.of(
                context,
                settings.text("gateway.keys"),
                settings.text("gateway.limits-redis"),
                settings.integer("gateway.limits-timeout", 1));
        // all generations of the routes share these
        ModelQueue.all(context);
        TritonReplicas.known(context);
        maxHead = settings.maxHead();
        vertx = GatewayVertx.create(
                maxRequests,
                new GatewayHttpServer.Limits(
                        new ClientConnection.Limits(
                                settings.integer("gateway.request-timeout", 1),
                                settings.integer("gateway.keep-alive-timeout", 1)),
                        maxHead));
        context.getRegistry().bind("gatewayVertx", vertx);
        encrypt(main, settings);
        shutdown =
                new Shutdown(settings.integer("gateway.drain-delay", 0), settings.integer("gateway.drain-timeout", 0));
        context.getRegistry().bind(Shutdown.NAME, shutdown);
        if (management != null) {
            shutdown.onBegin(() -> management.readiness().stopping());
        }
        // before edited routes are closed
        context.addLifecycleStrategy(new Drained(main, settings));
        serving = RouteReload.install(
                main,
                new RouteReload.Host(
                        router -> HttpErrors.install(router).ready(),
                        edited -> new Settings(edited).checkOfRoutes(),
                        edited -> addresses(edited).tell()));
        if (settings.bool("simulator.enabled")) {
            simulator = TritonSimulator.start(simulator(settings));
            // for edited routes too, whose contexts have what this Main has
            main.addInitialProperty(SIMULATOR_URL, simulator.url());
            context.getPropertiesComponent().addInitialProperty(SIMULATOR_URL, simulator.url());
        }
        // not afterStart and afterStop of this listener: only Main.run() calls them, Main.start() and stop() do not
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onThreadPoolAdd(
                    CamelContext context,
                    ThreadPoolExecutor threadPool,
                    String id,
                    String sourceId,
                    String routeId,
                    String threadPoolProfileId) {
                // the HTTP server makes one when its router is there, last thing before it listens
                VertxPlatformHttpRouter router = router(context);
                if (errors == null && router != null) {
                    // in this order: all that is refused is observed too
                    ObservedRequest.install(router, observer, new Edges(() -> serving.get()));
                    Cors.install(router, settings.corsOrigins());
                    EncodedBody.install(router, settings.integer("camel.server.maxBodySize", 1));
                    HttpEntry.install(router, shutdown, access, maxRequests, maxHead);
                    errors = HttpErrors.install(router);
                }
            }

            @Override
            public void onContextStopped(CamelContext stopped) {
                close();
            }
        });
        try {
            context.addStartupListener(new FullyStarted());
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeException(e);
        }
    }

    @Override
    public void afterConfigure(BaseMainSupport main) {
        addresses(main.getCamelContext()).requireOne();
        if (management != null) {
            management.serveMetrics();
        }
    }

    private ModelAddresses addresses(CamelContext context) {
        return new ModelAddresses(context, simulator == null ? null : simulator.url());
    }

    /** Speaks TLS to clients, if there is a certificate. */
    private void encrypt(BaseMainSupport main, Settings settings) {
        String file = settings.text("gateway.tls.certificate").trim();
        if (!file.isEmpty()) {
            certificate = new ServerCertificate(
                    Path.of(file), Path.of(settings.text("gateway.tls.key").trim()), vertx);
            main.getCamelContext().setSSLContextParameters(certificate.parameters());
            ((Main) main).configure().httpServer().withUseGlobalSslContextParameters(true);
        }
    }

    /** Who is told of the requests: nobody, unless the settings want it. */
    private void observe(BaseMainSupport main, Settings settings) {
        List<RequestObserver> observers = new ArrayList<>();
        if (settings.integer("gateway.management-port", 0) != 0) {
            management = new Management((Main) main, settings, () -> serving.get());
            observers.add(new RequestMetrics(management.meters()));
        }
        String log = settings.oneOf("gateway.access-log", "off", "on", "prompts");
        if (!log.equals("off")) {
            observers.add(new AccessLog(Clock.systemUTC(), log.equals("prompts")));
        }
        if (settings.bool("gateway.traces")) {
            observers.add(new RequestTraces());
            traces = Traces.configure(main.getCamelContext());
        }
        observer = RequestObservers.of(observers);
    }

    private final class FullyStarted implements ExtendedStartupListener {
        @Override
        public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
            // routes may still be starting
        }

        @Override
        public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
            if (errors != null) {
                errors.installAround(
                        (Router) router(context).getServer().getServer().requestHandler());
                errors.ready();
                port = router(context).getServer().getPort();
                if (certificate != null) {
                    certificate.keep(router(context).getServer().getServer());
                }
            }
            if (management != null) {
                management.start();
            }
            LOG.info("{}", summary(context));
            addresses(context).tell();
            if (access == null && port > 0 && !Settings.isLoopback(property(context, "camel.server.host"))) {
                LOG.warn("Anybody who reaches this gateway may use its models: it has no API keys (gateway.keys)");
            }
        }
    }

    private final class Drained extends LifecycleStrategySupport {
        private Drained(BaseMainSupport main, Settings settings) {
            // SIGTERM waits for Camel's own shutdown-timeout and this
            int seconds =
                    (settings.integer("gateway.drain-delay", 0) + settings.integer("gateway.drain-timeout", 0)) / 1000;
            main.configure().setExtraShutdownTimeout(main.configure().getExtraShutdownTimeout() + seconds + 1);
        }

        @Override
        public void onContextStopping(CamelContext context) {
            if (port > 0) {
                shutdown.drain();
            }
        }
    }

    private void close() {
        if (certificate != null) {
            certificate.close();
        }
        if (management != null) {
            management.stop();
        }
        try {
            if (traces != null) {
                traces.close();
            }
        } catch (Exception e) {
            LOG.warn("The last spans were not sent", e);
        }
        if (simulator != null) {
            simulator.close();
        }
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Vert.x did not close", e);
        }
    }

    private String summary(CamelContext context) {
        String models = OpenAiModels.definitions(context).stream()
                .map(m -> String.format(
                        "%n  %-30s -> %s, template %s, default max_tokens %s",
                        m.getModel(), m.getUrl(), m.getTemplate(), m.getMaxTokens()))
                .collect(Collectors.joining());
        return "OpenAI Triton Gateway "
                + (port == 0
                        ? "runs without its HTTP server"
                        : "listens on " + url(context) + " (at most " + maxRequests + " requests at a time)")
                + models
                + (access == null
                        ? ""
                        : String.format("%n  %d API keys in %s", access.size(), property(context, "gateway.keys")))
                + (management == null
                        ? ""
                        : String.format(
                                "%n  Health and metrics on port %s", property(context, "gateway.management-port")))
                + (simulator == null ? "" : String.format("%n  Simulated Triton on %s", simulator.url()));
    }

    private String url(CamelContext context) {
        String host = property(context, "camel.server.host");
        return (certificate == null ? "http://" : "https://")
                + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port + "/v1";
    }

    private static SimulatorSettings simulator(Settings settings) {
        return SimulatorSettings.defaults()
                .withHost(settings.text("simulator.host"))
                .withPort(settings.port("simulator.port"))
                .withAllowRemote(settings.bool("simulator.allow-remote"))
                .withModels(settings.text("simulator.models").trim().split("\\s*,\\s*"))
                .withTokensPerSecond(settings.decimal("simulator.tokens-per-second"))
                .withTimeToFirstToken(Duration.ofMillis(settings.integer("simulator.time-to-first-token", 0)));
    }

    private static VertxPlatformHttpRouter router(CamelContext context) {
        return context.getRegistry().findByType(VertxPlatformHttpRouter.class).stream()
                .filter(VertxPlatformHttpRouter::isMainServer)
                .findFirst()
                .orElse(null);
    }

    private static String property(CamelContext context, String key) {
        return context.resolvePropertyPlaceholders("{{" + key + "}}");
    }
}

package io.openaitriton.standalone;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.openaitriton.admission.ModelQueue;
import io.openaitriton.camel.OpenAiModels;
import io.openaitriton.camel.TritonReplicas;
import io.openaitriton.exchange.Edges;
import io.openaitriton.health.ModelMetrics;
import io.openaitriton.health.ModelsReady;
import io.openaitriton.health.ModelsReady.Place;
import io.openaitriton.health.ModelsReady.Probe;
import io.openaitriton.health.ReadinessCheck;
import io.openaitriton.health.ReplicaMetrics;
import io.openaitriton.lookup.TritonLookup;
import io.openaitriton.server.ClientConnection;
import io.openaitriton.server.HeadRequest;
import io.openaitriton.server.HttpEntry;
import io.openaitriton.server.MalformedRequest;
import io.openaitriton.server.PagePort;
import io.openaitriton.server.WorkerPool;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.micrometer.prometheus.MicrometerPrometheus;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.main.Main;

/**
 * The management port of a standalone gateway: Camel's management server with health under {@code /health}, and metrics under {@code
 * /metrics}.
 */
final class Management {
    private static final String BINDERS = "jvm-memory,jvm-gc,jvm-thread,processor,file-descriptor,uptime";

    private final CamelContext context;
    private final Settings settings;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ModelsReady models;
    private final ReadinessCheck readiness;
    private final int maxHead;
    private final Supplier<CamelContext> serving;

    /** @param serving the context of the running routes: models come and go with their route files */
    Management(Main main, Settings settings, Supplier<CamelContext> serving) {
        this.context = main.getCamelContext();
        this.settings = settings;
        this.maxHead = settings.maxHead();
        this.serving = serving;
        this.models = new ModelsReady(
                () -> OpenAiModels.definitions(serving.get()).stream()
                        .flatMap(model -> model.urls().stream().map(url -> new Place(model.getModel(), url)))
                        .toList(),
                probe(serving, settings.integer("triton.ready-timeout", 1)));
        this.readiness = new ReadinessCheck(
                models, settings.oneOf("gateway.ready-when", "any", "all").equals("all"));
        main.configure()
                .httpManagementServer()
                .withEnabled(true)
                .withHost(settings.text("gateway.management-host"))
                .withPort(settings.integer("gateway.management-port", 1))
                .withHealthCheckEnabled(true)
                .withHealthPath("/health")
                .withMetricsEnabled(true);
        context.getRegistry().bind(MicrometerConstants.METRICS_REGISTRY_NAME, meters);
        readiness.setCamelContext(context);
        context.getCamelContextExtension()
                .getContextPlugin(HealthCheckRegistry.class)
                .register(readiness);
    }

    /** Polls with the HTTP options of the running routes. */
    private static Probe probe(Supplier<CamelContext> serving, int timeout) {
        return place -> TritonLookup.of(serving.get()).isReady(place, timeout);
    }

    MeterRegistry meters() {
        return meters;
    }

    /** Readiness, which goes down first when the gateway stops. */
    ReadinessCheck readiness() {
        return readiness;
    }

    /** Serves the metrics: after Camel made the server. */
    void serveMetrics() {
        MicrometerPrometheus metrics = new MicrometerPrometheus();
        metrics.setPath("/metrics");
        metrics.setBinders(BINDERS);
        // Camel's own meters of routes would cost time at every step, and add nothing to the gateway's meters
        metrics.setEnableRoutePolicy(false);
        metrics.setEnableExchangeEventNotifier(false);
        metrics.setEnableRouteEventNotifier(false);
        try {
            context.addService(metrics, true, true);
        } catch (Exception e) {
            throw new IllegalStateException("Cannot serve the metrics", e);
        }
    }

    /** Starts to poll the models, after all are defined. */
    void start() {
        VertxPlatformHttpRouter server =
                context.hasService(ManagementHttpServer.class).getRouter();
        VertxPlatformHttpRouter clients = ClientServer.router(context);
        PagePort page = settings.pagePort();
        Edges edges = new Edges(serving);
        server.route().order(Integer.MIN_VALUE).handler(request -> {
            if (!page.takes(request, clients, edges)) {
                enter(server, request);
            }
        });
        ModelMetrics modelMetrics = new ModelMetrics(models, ModelQueue.all(context), meters);
        ReplicaMetrics replicaMetrics = new ReplicaMetrics(TritonReplicas.known(context), meters);
        models.start(settings.integer("triton.ready-interval", 1), (place, ready) -> {
            replicaMetrics.refresh();
            modelMetrics.refresh();
        });
    }

    private void enter(VertxPlatformHttpRouter server, RoutingContext request) {
        if (MalformedRequest.isRefused(request, maxHead)) {
            return;
        }
        if (request.request().method().equals(HttpMethod.HEAD)) {
            HttpEntry.again(server, new HeadRequest(request.request()));
            return;
        }
        ClientConnection.follow(request, late -> late.request().connection().close());
        // an overloaded gateway must still report that it is alive
        WorkerPool.admit();
        request.next();
    }

    /** Stops polling the models. */
    void stop() {
        models.close();
    }
}

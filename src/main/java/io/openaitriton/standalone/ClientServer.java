package io.openaitriton.standalone;

import io.openaitriton.admission.AccessControl;
import io.openaitriton.exchange.Edges;
import io.openaitriton.observe.RequestObserver;
import io.openaitriton.server.ClientConnection;
import io.openaitriton.server.Cors;
import io.openaitriton.server.EncodedBody;
import io.openaitriton.server.EntryStep;
import io.openaitriton.server.FileUploads;
import io.openaitriton.server.GatewayHttpServer;
import io.openaitriton.server.GatewayVertx;
import io.openaitriton.server.HttpEntry;
import io.openaitriton.server.HttpErrors;
import io.openaitriton.server.ObservedRequest;
import io.openaitriton.server.RequestBody;
import io.openaitriton.server.Shutdown;
import io.openaitriton.server.tls.ServerCertificate;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Configures Camel's HTTP server for clients: threads, limits, TLS, the handlers before the routes, and shutdown. */
final class ClientServer {
    private static final Logger LOG = LoggerFactory.getLogger(ClientServer.class);

    private final Settings settings;
    private final AccessControl access;
    private final Vertx vertx;
    private final ServerCertificate certificate;
    private final Shutdown shutdown;
    private HttpErrors errors;
    private volatile int port;

    /** @param access null if everybody has access */
    ClientServer(Main main, Settings settings, AccessControl access) {
        this.settings = settings;
        this.access = access;
        CamelContext context = main.getCamelContext();
        vertx = GatewayVertx.create(
                settings.maxRequests(),
                new GatewayHttpServer.Limits(
                        new ClientConnection.Limits(
                                settings.integer("gateway.request-timeout", 1),
                                settings.integer("gateway.keep-alive-timeout", 1)),
                        settings.maxHead()));
        context.getRegistry().bind(GatewayVertx.NAME, vertx);
        certificate = encrypt(main, settings, vertx);
        shutdown =
                new Shutdown(settings.integer("gateway.drain-delay", 0), settings.integer("gateway.drain-timeout", 0));
        context.getRegistry().bind(Shutdown.NAME, shutdown);
        // SIGTERM waits for Camel's own shutdown-timeout and for this
        int seconds =
                (settings.integer("gateway.drain-delay", 0) + settings.integer("gateway.drain-timeout", 0)) / 1000;
        main.configure().setExtraShutdownTimeout(main.configure().getExtraShutdownTimeout() + seconds + 1);
    }

    /** Turns on TLS for clients, if there is a certificate. */
    private static ServerCertificate encrypt(Main main, Settings settings, Vertx vertx) {
        String file = settings.text("gateway.tls.certificate").trim();
        if (file.isEmpty()) {
            return null;
        }
        ServerCertificate certificate = new ServerCertificate(
                Path.of(file), Path.of(settings.text("gateway.tls.key").trim()), vertx);
        main.getCamelContext().setSSLContextParameters(certificate.parameters());
        main.configure().httpServer().withUseGlobalSslContextParameters(true);
        return certificate;
    }

    /** Adds the handlers before the routes, once the server has a router and before it listens. A second call does nothing. */
    void install(CamelContext context, RequestObserver observer, Edges edges) {
        VertxPlatformHttpRouter router = router(context);
        if (errors == null && router != null) {
            EntryStep.install(
                    router,
                    List.of(
                            // first, so that refused requests are observed too
                            ObservedRequest.step(observer, edges),
                            Cors.step(settings.corsOrigins()),
                            EncodedBody.step(router, settings.integer("camel.server.maxBodySize", 1)),
                            HttpEntry.step(
                                    router,
                                    shutdown,
                                    access,
                                    settings.maxRequests(),
                                    settings.maxHead(),
                                    settings.pagePort()),
                            FileUploads.step(
                                    settings.text("openai.batch-folder"),
                                    settings.integer("openai.batch-max-file-size", 1)),
                            // last, because it reads the body
                            RequestBody.step(settings.integer("camel.server.maxBodySize", 1))));
            errors = HttpErrors.install(router);
        }
    }

    /** All routes have started. */
    void ready(CamelContext context) {
        if (errors == null) {
            return;
        }
        VertxPlatformHttpRouter router = router(context);
        errors.installAround((Router) router.getServer().getServer().requestHandler());
        errors.ready();
        port = router.getServer().getPort();
        if (certificate != null) {
            certificate.keep(router.getServer().getServer());
        }
    }

    /** Runs this when the shutdown begins. */
    void onShutdown(Runnable action) {
        shutdown.onBegin(action);
    }

    /** Returns when no request is in progress. */
    void drain() {
        if (port > 0) {
            shutdown.drain();
        }
    }

    void close() {
        if (certificate != null) {
            certificate.close();
        }
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Vert.x did not close in time", e);
        }
    }

    /** TCP port for clients; 0 until the routes have started, and without a server. */
    int port() {
        return port;
    }

    boolean isEncrypted() {
        return certificate != null;
    }

    /** The base URL of the API. */
    String url(String host) {
        return (certificate == null ? "http://" : "https://")
                + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port + "/v1";
    }

    /** Null when there is none. */
    static VertxPlatformHttpRouter router(CamelContext context) {
        return context.getRegistry().findByType(VertxPlatformHttpRouter.class).stream()
                .filter(VertxPlatformHttpRouter::isMainServer)
                .findFirst()
                .orElse(null);
    }
}

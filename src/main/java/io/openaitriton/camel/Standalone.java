package io.openaitriton.camel;

import io.vertx.core.Vertx;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a gateway of its own needs around the routes: worker threads, error answers, the simulator, a summary. */
public final class Standalone extends MainListenerSupport {
    private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);

    private Vertx vertx;

    @Override
    public void beforeConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        vertx = GatewayVertx.create(Integer.parseInt(property(context, "gateway.threads")));
        context.getRegistry().bind("gatewayVertx", vertx);
    }

    @Override
    public void afterStart(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        VertxPlatformHttpRouter router = context.getRegistry().findSingleByType(VertxPlatformHttpRouter.class);
        HttpErrors.install(router);
        LOG.info("{}", summary(context, router.getServer().getPort()));
    }

    @Override
    public void afterStop(BaseMainSupport main) {
        if (vertx != null) {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static String summary(CamelContext context, int port) {
        String models = OpenAiModels.definitions(context).stream()
                .map(m -> String.format("%n  %-32s %s  template %s", m.getModel(), m.getUrl(), m.getTemplate()))
                .collect(Collectors.joining());
        return "OpenAI Triton Gateway listens on http://" + property(context, "camel.server.host") + ":" + port + "/v1"
                + models;
    }

    private static String property(CamelContext context, String key) {
        return context.resolvePropertyPlaceholders("{{" + key + "}}");
    }
}

package io.openaitriton.page;

import io.openaitriton.camel.OpenAiModels;
import io.openaitriton.camel.TritonReplicas;
import io.openaitriton.model.ModelState;
import io.openaitriton.replica.Replica;
import java.util.List;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;

/** The state of the models on the page. */
final class ModelStates {
    private final CamelContext context;
    private final Readiness readiness;

    /**
     * A model.
     *
     * @param replicas its servers, one or more
     */
    record Shown(ModelState model, List<Server> replicas) {}

    /**
     * A server of a model.
     *
     * @param ready null if not known yet
     * @param dialect null if not known yet
     * @param running calls, and failed calls; null without a load balancer
     * @param breakerOpen null without a circuit breaker
     * @param cacheUsed share of the KV cache in use, 0 to 1; null if the server does not report it
     */
    record Server(
            String url,
            Boolean ready,
            String dialect,
            Integer running,
            Long failures,
            Boolean breakerOpen,
            Double cacheUsed) {}

    ModelStates(CamelContext context, Readiness readiness) {
        this.context = context;
        this.readiness = readiness;
    }

    /** Those that these are. */
    List<Shown> of(Predicate<String> models) {
        return OpenAiModels.definitions(context).stream()
                .filter(model -> models.test(model.getModel()))
                .map(model -> {
                    ModelState state = model.state();
                    return new Shown(
                            state,
                            state.urls().stream().map(url -> server(state, url)).toList());
                })
                .toList();
    }

    private static Double known(double share) {
        return Double.isNaN(share) ? null : share;
    }

    private Server server(ModelState model, String url) {
        Replica replica = TritonReplicas.known(context).all().stream()
                .filter(each -> each.model().equals(model.id()) && each.url().equals(url) && each.isInUse())
                .findFirst()
                .orElse(null);
        String dialect = "auto".equals(model.dialect()) ? model.dialects().get(url) : model.dialect();
        String shown = Links.target(url);
        Boolean ready = readiness.of(model.id(), url);
        return replica == null
                ? new Server(shown, ready, dialect, null, null, null, null)
                : new Server(
                        shown,
                        ready,
                        dialect,
                        replica.running(),
                        replica.failures(),
                        replica.isCircuitOpen(),
                        known(replica.cacheUse()));
    }
}

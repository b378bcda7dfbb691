package io.openaitriton.camel;

import io.openaitriton.failover.CircuitBreakers;
import io.openaitriton.failover.ReplicaAttempts;
import io.openaitriton.failover.StickyKey;
import io.openaitriton.health.ModelsReady;
import io.openaitriton.health.ModelsReady.Place;
import io.openaitriton.lookup.TritonLookup;
import io.openaitriton.model.Allowed;
import io.openaitriton.model.ServedModel;
import io.openaitriton.replica.KnownReplicas;
import io.openaitriton.replica.Policy;
import io.openaitriton.replica.PrefixSettings;
import io.openaitriton.replica.Replicas;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.processor.loadbalancer.LoadBalancerSupport;

/**
 * The load balancer of a model with several replicas: the {@code ref} of a {@code customLoadBalancer}, whose only step sends to
 * the route of the replica in the exchange property {@code tritonReplica}. Each replica has a route that ends with
 * {@link TritonModel#fromReplica}. The id of that route is the id of the load balancer's route followed by the position of the
 * replica's URL in the model's definition, as in {@code triton-llama-70b-1}.
 *
 * <p>A replica that is not ready, or unreachable, gets no calls until a background poll finds it ready. If a call fails before
 * Triton began to work on it, another replica gets it. A call that Triton may have worked on is repeated only if
 * {@link #setRepeat} allows it. A call is never repeated after the client got a byte of its answer.
 */
public final class TritonReplicas extends LoadBalancerSupport implements CamelContextAware {
    /** Name of the bean with the replicas of all models of a context. */
    public static final String NAME = "gatewayReplicas";

    private CamelContext context;
    private ServedModel model;
    private Policy policy = Policy.LEAST_IN_FLIGHT;
    private List<Integer> weights = List.of();
    private int indexBlocks = PrefixSettings.DEFAULT.indexBlocks();
    private int hashedBlocks = PrefixSettings.DEFAULT.hashedBlocks();
    private StickyKey sticky = new StickyKey("");
    private boolean repeat;
    private int readyInterval = 5000;
    private int readyTimeout = 2000;

    private ReplicaAttempts attempts;
    private final List<Runnable> uses = new ArrayList<>();
    private volatile ModelsReady readiness;

    /** The model's definition. Required. */
    public void setModel(ServedModel model) {
        this.model = model;
    }

    /** {@code least-in-flight} (default), {@code round-robin}, {@code prefix} or {@code prefix-hash}. */
    public void setPolicy(String policy) {
        this.policy = Policy.of(policy);
    }

    /** Blocks of prompts that {@code policy: prefix} remembers, about 20 bytes each. Default 131072. */
    public void setIndexBlocks(int indexBlocks) {
        this.indexBlocks = indexBlocks;
    }

    /** The number of first blocks of a prompt, of 512 characters each, that {@code policy: prefix-hash} uses. Default 8. */
    public void setHashedBlocks(int hashedBlocks) {
        this.hashedBlocks = hashedBlocks;
    }

    /** Shares of the requests, one number for each URL, separated by commas. Default: equal shares. */
    public void setWeights(String weights) {
        try {
            this.weights = weights.isBlank()
                    ? List.of()
                    : Arrays.stream(weights.trim().split("\\s*,\\s*"))
                            .map(Integer::valueOf)
                            .toList();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'weights' must be whole numbers of 1 or more, separated by commas, but is " + weights, e);
        }
    }

    /**
     * Key of requests that should go to the same replica, whose cache has their beginning: {@code user} or
     * {@code prompt_cache_key} of the request, or the name of an exchange property. The policy chooses for requests without a
     * key. Default none.
     */
    public void setStickyBy(String stickyBy) {
        this.sticky = new StickyKey(stickyBy.trim());
    }

    /** True if a call that Triton may have worked on may be repeated on another replica. Default false. */
    public void setRepeat(boolean repeat) {
        this.repeat = repeat;
    }

    /** Time between readiness polls of a replica, in milliseconds, 1 or more. Default 5000. */
    public void setReadyInterval(int readyInterval) {
        this.readyInterval = readyInterval;
    }

    /** Timeout of a readiness poll, in milliseconds, 1 or more. Default 2000. */
    public void setReadyTimeout(int readyTimeout) {
        this.readyTimeout = readyTimeout;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** The replicas of all models of a context: a standalone gateway binds them, and all generations of its routes share them. */
    public static KnownReplicas known(CamelContext context) {
        synchronized (TritonReplicas.class) {
            KnownReplicas known = context.getRegistry().lookupByNameAndType(NAME, KnownReplicas.class);
            if (known == null) {
                known = new KnownReplicas();
                context.getRegistry().bind(NAME, known);
            }
            return known;
        }
    }

    @Override
    protected void doStart() throws Exception {
        if (model == null) {
            throw new IllegalArgumentException("A load balancer of replicas needs 'model': the definition of a model");
        }
        requireRoutes();
        Allowed allowed = new Allowed(model.getModel());
        allowed.atLeast(1, "readyInterval", readyInterval);
        allowed.atLeast(1, "readyTimeout", readyTimeout);
        super.doStart();
        KnownReplicas known = known(context);
        Replicas replicas = new Replicas(
                model.urls().stream()
                        .map(url -> known.of(model.getModel(), url))
                        .toList(),
                weights,
                policy,
                new PrefixSettings(indexBlocks, hashedBlocks));
        for (int i = 0; i < replicas.all().size(); i++) {
            uses.add(replicas.all().get(i).use(CircuitBreakers.within(context, route(i))));
        }
        attempts = new ReplicaAttempts(model, replicas, getProcessors().get(0), sticky, repeat);
        List<Place> places = model.urls().stream()
                .map(url -> new Place(model.getModel(), url))
                .toList();
        TritonLookup lookup = TritonLookup.of(context);
        ModelsReady polls = new ModelsReady(() -> places, place -> lookup.isReady(place, readyTimeout));
        readiness = polls;
        // not earlier: the polls use the HTTP options of the calling steps
        context.addStartupListener(new WhenStarted(() -> {
            if (readiness == polls) {
                polls.start(
                        readyInterval,
                        (place, ready) -> known.of(place.model(), place.url()).ready(ready));
            }
        }));
    }

    /** Id of the route of a replica. */
    private String route(int place) {
        return getRouteId() + "-" + (place + 1);
    }

    private void requireRoutes() {
        ModelCamelContext routes = (ModelCamelContext) context;
        int count = model.urls().size();
        for (int i = 0; i < count; i++) {
            if (routes.getRouteDefinition(route(i)) == null) {
                throw new IllegalArgumentException(
                        "The definition of " + model.getModel() + " has " + count + " URLs, but there is no route '"
                                + route(i) + "' for URL number " + (i + 1) + ". Add a route for each URL");
            }
        }
        if (routes.getRouteDefinition(route(count)) != null) {
            throw new IllegalArgumentException("There is a route '" + route(count) + "', but the definition of "
                    + model.getModel() + " has only " + count + " URLs. Delete the route, or add its URL");
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (readiness != null) {
            readiness.close();
            uses.forEach(Runnable::run);
            uses.clear();
            readiness = null;
        }
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        attempts.make(exchange);
        callback.done(true);
        return true;
    }
}

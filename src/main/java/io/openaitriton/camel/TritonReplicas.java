package io.openaitriton.camel;

import io.openaitriton.api.chat.ApiRequest;
import io.openaitriton.call.ReplicaFailure;
import io.openaitriton.call.StreamedAnswer;
import io.openaitriton.call.UpstreamCall;
import io.openaitriton.exchange.Observations;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.generation.ApiException;
import io.openaitriton.health.ModelsReady;
import io.openaitriton.health.ModelsReady.Place;
import io.openaitriton.replica.KnownReplicas;
import io.openaitriton.replica.Policy;
import io.openaitriton.replica.Replica;
import io.openaitriton.replica.Replicas;
import io.openaitriton.replica.Replicas.Turn;
import io.openaitriton.triton.TritonException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.processor.loadbalancer.LoadBalancerSupport;
import org.apache.camel.support.ExchangeHelper;

/**
 * The load balancer of a model that several Tritons run: the {@code ref} of a {@code customLoadBalancer}, whose steps are the calls to
 * each, in the order of the URLs in the model's definition, and end with {@link TritonModel#fromReplica}.
 *
 * <p>A Triton that is not ready, or cannot be reached, gets nothing until it is ready; it is asked in the background. When a call fails
 * before Triton began to work on it, another gets it; a call that Triton may have worked on is made again only if {@link
 * #setRepeat} allows it; and none of which the client has had a byte.
 */
public final class TritonReplicas extends LoadBalancerSupport implements CamelContextAware {
    private static final String NAME = "gatewayReplicas";

    private CamelContext context;
    private TritonModel model;
    private Policy policy = Policy.LEAST_IN_FLIGHT;
    private List<Integer> weights = List.of();
    private String stickyBy = "";
    private boolean repeat;
    private int readyInterval = 5000;
    private int readyTimeout = 2000;

    private Replicas replicas;
    private final List<Runnable> uses = new ArrayList<>();
    private volatile ModelsReady readiness;

    /** The model's definition. Required. */
    public void setModel(TritonModel model) {
        this.model = model;
    }

    /** {@code least-in-flight} (default) or {@code round-robin}. */
    public void setPolicy(String policy) {
        this.policy = Policy.of(policy);
    }

    /** Shares of the requests, as many as the URLs, with commas between. Default: equal ones. */
    public void setWeights(String weights) {
        try {
            this.weights = weights.isBlank()
                    ? List.of()
                    : Arrays.stream(weights.trim().split("\\s*,\\s*"))
                            .map(Integer::valueOf)
                            .toList();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'weights' must be whole numbers of 1 or more with commas between, but is " + weights, e);
        }
    }

    /**
     * What requests have in common that shall go to the same Triton, whose cache knows how they begin: {@code user} or {@code
     * prompt_cache_key} of the request, or the name of an exchange property. Requests without one go by the policy. Default none.
     */
    public void setStickyBy(String stickyBy) {
        this.stickyBy = stickyBy.trim();
    }

    /** True when a call that Triton may have worked on may be made again at another. Default false. */
    public void setRepeat(boolean repeat) {
        this.repeat = repeat;
    }

    /** Time between looks whether a Triton is ready, in milliseconds, 1 or more. Default 5000. */
    public void setReadyInterval(int readyInterval) {
        this.readyInterval = readyInterval;
    }

    /** Longest wait for its word, in milliseconds, 1 or more. Default 2000. */
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
            throw new IllegalArgumentException("A load balancer of Tritons needs 'model', a model's definition");
        }
        int steps = getProcessors().size();
        if (steps != model.urls().size()) {
            throw new IllegalArgumentException("The load balancer of " + model.getModel() + " has " + steps
                    + " steps, but its definition has " + model.urls().size() + " URLs");
        }
        Allowed allowed = new Allowed(model.getModel());
        allowed.atLeast(1, "readyInterval", readyInterval);
        allowed.atLeast(1, "readyTimeout", readyTimeout);
        super.doStart();
        KnownReplicas known = known(context);
        replicas = new Replicas(
                model.urls().stream()
                        .map(url -> known.of(model.getModel(), url))
                        .toList(),
                weights,
                policy);
        for (int i = 0; i < steps; i++) {
            uses.add(replicas.all()
                    .get(i)
                    .use(CircuitBreakers.within(getProcessors().get(i))));
        }
        List<Place> places = model.urls().stream()
                .map(url -> new Place(model.getModel(), url))
                .toList();
        TritonLookup lookup = TritonLookup.of(context);
        ModelsReady polls = new ModelsReady(() -> places, place -> lookup.isReady(place, readyTimeout));
        readiness = polls;
        // not before: the options are those of the steps that call
        context.addStartupListener(new WhenStarted(() -> {
            if (readiness == polls) {
                polls.start(
                        readyInterval,
                        (place, ready) -> known.of(place.model(), place.url()).ready(ready));
            }
        }));
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
        UpstreamCall call = UpstreamCall.of(exchange);
        call.hold();
        try {
            Exception failure = attempts(exchange, call);
            if (failure != null) {
                UpstreamCall.failed(exchange);
                exchange.setException(failure);
            }
        } catch (Exception e) {
            exchange.setException(e);
        } finally {
            call.letGo();
        }
        callback.done(true);
        return true;
    }

    /** One Triton after another until one answers, and why the last did not; null when one did. */
    private Exception attempts(Exchange exchange, UpstreamCall call) throws Exception {
        String key = key(exchange);
        Set<Replica> tried = new HashSet<>();
        Exception failure = null;
        Turn turn = replicas.next(key, tried);
        while (turn != null) {
            if (failure != null) {
                call.renew();
            }
            failure = attempt(exchange, call, turn);
            if (failure == null || !mayGoOn(failure, call)) {
                return failure;
            }
            tried.add(turn.replica());
            turn = replicas.next(key, tried);
        }
        return failure == null
                ? new TritonException(
                        TritonException.Kind.NOT_READY,
                        "none of its " + replicas.all().size() + " Tritons is")
                : failure;
    }

    private Exception attempt(Exchange exchange, UpstreamCall call, Turn turn) throws Exception {
        Replica replica = turn.replica();
        // as Camel's own failover does, so that nothing of a failure is left on the exchange
        Exchange attempt = ExchangeHelper.createCopy(exchange, true);
        Exception failure = translated(replica, attempt);
        Observations.of(exchange).upstream(replica.url());
        if (failure == null) {
            getProcessors().get(replicas.all().indexOf(replica)).process(attempt);
            failure = ReplicaFailure.of(attempt);
        }
        if (failure != null) {
            turn.end();
            if (!call.isCancelled() && !(failure instanceof ReplicaFailure.Refused)) {
                model.failedAt(replica.url(), failure);
                replica.failed();
                if (ReplicaFailure.isDown(failure)) {
                    replica.ready(false);
                }
            }
            return failure;
        }
        call.whenEnded(turn::end);
        ExchangeHelper.copyResults(exchange, attempt);
        if (exchange.getMessage().getBody() instanceof StreamedAnswer answer) {
            // the exchange that was its own until now ends before the stream does
            answer.handOver(exchange);
        }
        return null;
    }

    /** Puts the call into the dialect of this Triton; returns why that cannot be. */
    private Exception translated(Replica replica, Exchange attempt) {
        try {
            model.translateFor(replica.url(), attempt);
            return null;
        } catch (ApiException e) {
            return new ReplicaFailure.Refused(e);
        } catch (TritonException | IOException e) {
            return e;
        }
    }

    private boolean mayGoOn(Exception failure, UpstreamCall call) {
        return !call.isCancelled()
                && !call.isExpired()
                && (ReplicaFailure.isUndone(failure) || repeat && ReplicaFailure.isWorthRepeating(failure));
    }

    private String key(Exchange exchange) {
        if (stickyBy.isEmpty()) {
            return null;
        }
        ApiRequest request = exchange.getProperty(OpenAiProperties.REQUEST, ApiRequest.class);
        String key = switch (stickyBy) {
            case "user" -> request.user();
            case "prompt_cache_key" -> request.promptCacheKey();
            default -> exchange.getProperty(stickyBy, String.class);
        };
        return key == null || key.isEmpty() ? null : key;
    }
}

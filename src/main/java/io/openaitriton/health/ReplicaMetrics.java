package io.openaitriton.health;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.openaitriton.replica.KnownReplicas;
import io.openaitriton.replica.Replica;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Meters of replicas. */
public final class ReplicaMetrics {
    private static final String FAILURES = "openai.replica.failures";

    private final KnownReplicas replicas;
    private final MeterRegistry meters;
    private final Map<MultiGauge, ToDoubleFunction<Replica>> gauges = new HashMap<>();

    public ReplicaMetrics(KnownReplicas replicas, MeterRegistry meters) {
        this.replicas = replicas;
        this.meters = meters;
        gauge(
                "openai.replica.ready",
                "1 when a replica of a model is ready, else 0",
                replica -> replica.isReady() ? 1 : 0);
        gauge("openai.replica.requests.running", "Calls of a replica in progress", Replica::running);
        gauge(
                "openai.replica.cache.used",
                "Share of a Triton's KV cache that calls under way use, as it said in the last seconds; NaN where it does not say",
                Replica::cacheUse);
        gauge(
                "openai.replica.breaker.open",
                "1 when the circuit breaker of a replica is open, else 0",
                replica -> replica.isCircuitOpen() ? 1 : 0);
    }

    private void gauge(String name, String description, ToDoubleFunction<Replica> value) {
        gauges.put(MultiGauge.builder(name).description(description).register(meters), value);
    }

    /** Adds and removes meters with the route files. Unchanged meters are not touched, so that a scrape always finds them. */
    public synchronized void refresh() {
        List<Replica> inUse = replicas.all().stream().filter(Replica::isInUse).toList();
        gauges.forEach((gauge, value) -> gauge.register(inUse.stream()
                .<MultiGauge.Row<?>>map(replica -> MultiGauge.Row.of(tags(replica), replica, value))
                .toList()));
        for (Replica replica : inUse) {
            // Micrometer warns if a meter is registered twice
            if (meters.find(FAILURES).tags(tags(replica)).meter() == null) {
                FunctionCounter.builder(FAILURES, replica, Replica::failures)
                        .description("Failed calls of a replica, including calls that another replica then answered")
                        .tags(tags(replica))
                        .register(meters);
            }
        }
    }

    private static Tags tags(Replica replica) {
        return Tags.of("gen_ai.request.model", replica.model(), "upstream", replica.url());
    }
}

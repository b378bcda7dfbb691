package io.openaitriton.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Meters of the distribution of requests among a model's replicas, and of their caches. */
final class ChoiceMetrics {
    private static final double[] SHARES = {0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 1};

    private final MeterRegistry registry;
    private final Map<Key, Counter> choices = new ConcurrentHashMap<>();
    private final Map<Place, DistributionSummary> matched = new ConcurrentHashMap<>();
    private final Map<Place, DistributionSummary> hits = new ConcurrentHashMap<>();

    ChoiceMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void record(Observation request) {
        if (request.replica().reason() == null && request.replica().cacheHit() == null) {
            return;
        }
        Place place = new Place(request.model(), request.upstream());
        if (request.replica().reason() != null) {
            choices.computeIfAbsent(new Key(place, request.replica().reason()), this::choice)
                    .increment();
        }
        if (request.replica().matched() >= 0) {
            matched.computeIfAbsent(
                            place,
                            key -> share(
                                    key,
                                    "openai.replica.prefix.matched",
                                    "Share of a prompt that this gateway has sent to the same replica before"))
                    .record(request.replica().matched());
        }
        if (request.replica().cacheHit() != null) {
            hits.computeIfAbsent(
                            place,
                            key -> share(
                                    key,
                                    "openai.replica.cache.hit",
                                    "Share of a prompt that the backend reports as cached"))
                    .record(request.replica().cacheHit());
        }
    }

    private Counter choice(Key key) {
        return Counter.builder("openai.replica.choices")
                .description("Requests for each replica, by the reason for the choice")
                .tags(tags(key.place()).and("reason", key.reason()))
                .register(registry);
    }

    private DistributionSummary share(Place place, String name, String description) {
        return DistributionSummary.builder(name)
                .description(description)
                .serviceLevelObjectives(SHARES)
                .tags(tags(place))
                .register(registry);
    }

    private static Tags tags(Place place) {
        return Tags.of("gen_ai.request.model", place.model(), "upstream", place.upstream());
    }

    private record Place(String model, String upstream) {}

    private record Key(Place place, String reason) {}
}

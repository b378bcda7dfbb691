package io.openaitriton.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openaitriton.health.ModelsReady.Place;
import io.openaitriton.queue.CallQueue;
import io.openaitriton.queue.QueueBounds;
import io.openaitriton.queue.QueueRefusal;
import io.openaitriton.replica.KnownReplicas;
import io.openaitriton.replica.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Meters stay as long as their subjects, so that every scrape finds them all. */
class MetricsRefreshTest {
    private static final String URL = "http://triton.example:8000";

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> removed = new ArrayList<>();

    @BeforeEach
    void listen() {
        meters.config().onMeterRemoved(meter -> removed.add(meter.getId().getName()));
    }

    @Test
    void metersOfReplicasAreRemovedOnlyWhenUnused() {
        KnownReplicas known = new KnownReplicas();
        Replica replica = known.of("8b", URL);
        Runnable leave = replica.use(() -> false);
        ReplicaMetrics metrics = new ReplicaMetrics(known, meters);

        metrics.refresh();
        metrics.refresh();

        assertThat(removed).isEmpty();
        assertThat(value("openai.replica.ready")).isEqualTo(1);

        replica.ready(false);
        assertThat(value("openai.replica.ready")).isZero();

        // of routes that were tried and are not used, as they have a mistake
        replica.use(() -> true).run();
        assertThat(value("openai.replica.breaker.open")).isZero();

        leave.run();
        metrics.refresh();
        assertThat(removed)
                .containsExactlyInAnyOrder(
                        "openai.replica.ready",
                        "openai.replica.requests.running",
                        "openai.replica.cache.used",
                        "openai.replica.breaker.open");
    }

    @Test
    void metersOfModelsAreRemovedOnlyWhenUnserved() throws QueueRefusal, InterruptedException {
        CallQueue queue = new CallQueue(QueueBounds.NONE);
        List<Place> places = new ArrayList<>(List.of(new Place("8b", URL), new Place("70b", URL)));
        try (ModelsReady models = new ModelsReady(() -> places, place -> false)) {
            ModelMetrics metrics = new ModelMetrics(models, Map.of("8b", queue), meters);

            metrics.refresh();
            metrics.refresh();
            queue.enter(leaves -> {});

            assertThat(removed).isEmpty();
            assertThat(meters.get("openai.model.ready").gauges()).hasSize(2);
            assertThat(value("openai.model.requests.running")).isEqualTo(1);

            places.remove(1);
            metrics.refresh();

            assertThat(removed).containsExactly("openai.model.ready");
            assertThat(meters.get("openai.model.ready").gauge().getId().getTag("gen_ai.request.model"))
                    .isEqualTo("8b");
        }
    }

    private double value(String name) {
        return meters.get(name).gauge().value();
    }
}

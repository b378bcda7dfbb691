package io.openaitriton.health;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.openaitriton.queue.CallQueue;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Meters of models: whether they are ready, and their calls. */
public final class ModelMetrics {
    private static final String MODEL = "gen_ai.request.model";
    private static final String QUEUE_DURATION = "openai.model.queue.duration";

    private final ModelsReady models;
    private final Map<String, CallQueue> queues;
    private final MeterRegistry meters;
    private final MultiGauge ready;
    private final MultiGauge running;
    private final MultiGauge waiting;

    /** @param queues by model; entries are never removed or replaced */
    public ModelMetrics(ModelsReady models, Map<String, CallQueue> queues, MeterRegistry meters) {
        this.models = models;
        this.queues = queues;
        this.meters = meters;
        this.ready = gauge("openai.model.ready", "1 when a model is ready on a Triton server, else 0");
        this.running = gauge("openai.model.requests.running", "Calls of a model in progress");
        this.waiting = gauge("openai.model.requests.waiting", "Requests in the queue of a model");
    }

    private MultiGauge gauge(String name, String description) {
        return MultiGauge.builder(name).description(description).register(meters);
    }

    /** Adds and removes meters with the route files. Unchanged meters are not touched, so that a scrape always finds them. */
    public synchronized void refresh() {
        ready.register(rows(models.models().keySet(), model -> models.isReady(model) ? 1 : 0));
        running.register(rows(queues.keySet(), model -> queues.get(model).running()));
        waiting.register(rows(queues.keySet(), model -> queues.get(model).waiting()));
        queues.forEach((model, queue) -> {
            // Micrometer warns if a meter is registered twice
            if (meters.find(QUEUE_DURATION).tag(MODEL, model).meter() == null) {
                FunctionTimer.builder(
                                QUEUE_DURATION, queue, CallQueue::waits, CallQueue::waitedNanos, TimeUnit.NANOSECONDS)
                        .description("Time in the queue of a model, of requests that had to wait")
                        .tags(MODEL, model)
                        .register(meters);
            }
        });
    }

    private static List<MultiGauge.Row<?>> rows(Collection<String> models, ToDoubleFunction<String> value) {
        return models.stream()
                .<MultiGauge.Row<?>>map(model -> MultiGauge.Row.of(Tags.of(MODEL, model), model, value))
                .toList();
    }
}

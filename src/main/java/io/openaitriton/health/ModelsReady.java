package io.openaitriton.health;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls the readiness of models in the background. A model is ready if one of its replicas is. The models may change while the
 * polls run.
 */
public final class ModelsReady implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelsReady.class);

    private final Supplier<Collection<Place>> places;
    private final Probe probe;
    private final Map<Place, Watched> watched = new ConcurrentHashMap<>();

    // not Camel's, which would wait for a poll that waits for Triton
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(ModelsReady::daemon);
    // a poll that waits delays no other
    private final ExecutorService polls = Executors.newCachedThreadPool(ModelsReady::daemon);

    /** @param probe polls a server; returns within a bounded time */
    public ModelsReady(Supplier<Collection<Place>> places, Probe probe) {
        this.places = places;
        this.probe = probe;
    }

    /**
     * Polls now, and then at intervals.
     *
     * @param polled gets the result of each poll
     */
    public void start(long intervalMillis, BiConsumer<Place, Boolean> polled) {
        clock.scheduleWithFixedDelay(() -> look(polled), 0, intervalMillis, TimeUnit.MILLISECONDS);
    }

    private void look(BiConsumer<Place, Boolean> polled) {
        try {
            Collection<Place> now = places.get();
            watched.keySet().retainAll(now);
            now.forEach(place -> look(place, polled));
        } catch (RuntimeException | Error e) {
            // an exception here would end all polls
            LOG.error("The readiness poll of the models failed; it goes on", e);
        }
    }

    private void look(Place place, BiConsumer<Place, Boolean> polled) {
        Watched one = watched.computeIfAbsent(place, p -> new Watched(new AtomicBoolean(), new AtomicBoolean()));
        // the last poll may still wait for its answer
        if (one.busy().compareAndSet(false, true)) {
            boolean begun = false;
            try {
                polls.execute(() -> poll(place, one, polled));
                begun = true;
            } finally {
                if (!begun) {
                    one.busy().set(false);
                }
            }
        }
    }

    private void poll(Place place, Watched one, BiConsumer<Place, Boolean> polled) {
        try {
            one.ready().set(probe.isReady(place));
            polled.accept(place, one.ready().get());
        } catch (RuntimeException | Error e) {
            LOG.error("The readiness poll of {} failed; it goes on", place, e);
        } finally {
            one.busy().set(false);
        }
    }

    /** Whether each model is ready, by name. */
    public Map<String, Boolean> models() {
        Map<String, Boolean> models = new TreeMap<>();
        for (Place place : places.get()) {
            models.merge(place.model(), isReady(place), Boolean::logicalOr);
        }
        return models;
    }

    /** Whether the model exists and is ready. */
    public boolean isReady(String model) {
        return places.get().stream().anyMatch(place -> place.model().equals(model) && isReady(place));
    }

    private boolean isReady(Place place) {
        Watched one = watched.get(place);
        return one != null && one.ready().get();
    }

    /** Stops polling; a poll that waits for its answer ends with its timeout. */
    @Override
    public void close() {
        clock.shutdownNow();
        polls.shutdownNow();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "models-ready");
        thread.setDaemon(true);
        return thread;
    }

    /** A model on a Triton server. */
    public record Place(String model, String url) {}

    /** Polls whether a server is ready to run a model, with {@code GET /v2/models/<model>/ready} of the KServe protocol. */
    @FunctionalInterface
    public interface Probe {
        /** Also false without an answer in time. */
        boolean isReady(Place place);
    }

    private record Watched(AtomicBoolean ready, AtomicBoolean busy) {}
}

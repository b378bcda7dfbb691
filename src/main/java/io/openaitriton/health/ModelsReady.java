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
 * Which models are ready, from polls in the background. A model is ready when one of its Tritons is. The models may change while it
 * runs.
 */
public final class ModelsReady implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelsReady.class);

    private final Supplier<Collection<Place>> places;
    private final Probe probe;
    private final Map<Place, Watched> watched = new ConcurrentHashMap<>();

    // not Camel's: it would wait for a poll that waits for Triton
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(ModelsReady::daemon);
    // a poll that waits holds up no other
    private final ExecutorService polls = Executors.newCachedThreadPool(ModelsReady::daemon);

    /** @param probe asks a Triton; it returns in a bounded time */
    public ModelsReady(Supplier<Collection<Place>> places, Probe probe) {
        this.places = places;
        this.probe = probe;
    }

    /**
     * Polls now, and then in intervals.
     *
     * @param polled is told after each poll what it found
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
            // what is thrown here would end all looking
            LOG.error("The readiness poll of the models failed; it goes on", e);
        }
    }

    private void look(Place place, BiConsumer<Place, Boolean> polled) {
        Watched one = watched.computeIfAbsent(place, p -> new Watched(new AtomicBoolean(), new AtomicBoolean()));
        // the last one may still wait for its answer
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

    /** Whether the model is there, and ready. */
    public boolean isReady(String model) {
        return places.get().stream().anyMatch(place -> place.model().equals(model) && isReady(place));
    }

    private boolean isReady(Place place) {
        Watched one = watched.get(place);
        return one != null && one.ready().get();
    }

    /** Stops polling; a poll that waits for its answer is left to its timeout. */
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

    /** A model on a Triton. */
    public record Place(String model, String url) {}

    /** Asks a Triton whether it is ready to run a model, by {@code GET /v2/models/<model>/ready} of the KServe protocol. */
    @FunctionalInterface
    public interface Probe {
        /** False also when there is no answer in time. */
        boolean isReady(Place place);
    }

    private record Watched(AtomicBoolean ready, AtomicBoolean busy) {}
}

package io.openaitriton.camel.health;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Which models are ready, from polls in the background. A model is ready when one of its Tritons is. The models may change while it
 * runs.
 */
public final class ModelsReady implements AutoCloseable {
    private final Supplier<Collection<Place>> places;
    private final int timeout;
    private final Map<Place, Watched> watched = new ConcurrentHashMap<>();

    // not Camel's: it would wait for a poll that waits for Triton
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(ModelsReady::daemon);
    // a poll that waits holds up no other
    private final ExecutorService polls = Executors.newCachedThreadPool(ModelsReady::daemon);

    /** @param timeout of a poll, in milliseconds */
    public ModelsReady(Supplier<Collection<Place>> places, int timeout) {
        this.places = places;
        this.timeout = timeout;
    }

    /**
     * Polls now, and then in intervals.
     *
     * @param polled runs after each poll
     */
    public void start(long intervalMillis, Runnable polled) {
        clock.scheduleWithFixedDelay(() -> look(polled), 0, intervalMillis, TimeUnit.MILLISECONDS);
    }

    private void look(Runnable polled) {
        Collection<Place> now = places.get();
        watched.keySet().retainAll(now);
        for (Place place : now) {
            Watched one = watched.computeIfAbsent(
                    place, p -> new Watched(new ReadyPoll(p.url(), p.model(), timeout), new AtomicBoolean()));
            // the last one may still wait for its answer
            if (one.busy().compareAndSet(false, true)) {
                polls.execute(() -> poll(one, polled));
            }
        }
    }

    private static void poll(Watched one, Runnable polled) {
        try {
            one.poll().poll();
            polled.run();
        } finally {
            one.busy().set(false);
        }
    }

    /** Whether each model is ready at each of its Tritons, of those that have been asked. */
    public Map<Place, Boolean> places() {
        Map<Place, Boolean> known = new HashMap<>();
        watched.forEach((place, one) -> {
            if (one.poll().isPolled()) {
                known.put(place, one.poll().isReady());
            }
        });
        return known;
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
        return one != null && one.poll().isReady();
    }

    /** Stops polling; a poll that waits for its answer is left to its time-out. */
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

    private record Watched(ReadyPoll poll, AtomicBoolean busy) {}
}

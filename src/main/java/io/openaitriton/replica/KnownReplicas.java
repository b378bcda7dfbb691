package io.openaitriton.replica;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** All replicas of all models: what is known of one outlives the definitions that name it. */
public final class KnownReplicas {
    private final Map<Place, Replica> replicas = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    public KnownReplicas() {
        this(System::nanoTime);
    }

    /** @param nanos clock for the age of reports */
    public KnownReplicas(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** The replica of a model at an address. */
    public Replica of(String model, String url) {
        return replicas.computeIfAbsent(new Place(model, url), place -> new Replica(model, url, nanos));
    }

    /** All that there are and have been. */
    public Collection<Replica> all() {
        return replicas.values();
    }

    private record Place(String model, String url) {}
}

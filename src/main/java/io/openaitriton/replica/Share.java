package io.openaitriton.replica;

/** A replica's share of the requests of a model. Guarded by the lock of {@link Replicas}. */
final class Share {
    final Replica replica;
    /** Its number among the replicas of the model, from 0. */
    final int place;

    final int weight;
    /** What it has gained and not yet spent of its turns. */
    long credit;
    /** Requests that it got, of which old ones count less. */
    double recent;
    /** Used share of its KV cache above the mean of the replicas, 0 to 1; 0 if not known. */
    double fuller;
    /** Whether it was ready when the last request came. */
    boolean ready = true;
    /** Whether it may get the request in question. */
    boolean open;

    private final boolean weighted;
    private final long hash;
    private int epoch;

    /** @param weighted whether weights differ */
    Share(Replica replica, int place, int weight, boolean weighted) {
        this.replica = replica;
        this.place = place;
        this.weight = weight;
        this.weighted = weighted;
        this.hash = 31 * Hashes.of(replica.url());
        this.epoch = replica.epoch();
    }

    /** Running calls for its weight, with one more. Calls on a replica with a fuller cache count up to twice: it has calls from other gateways, or longer ones. */
    double load() {
        return (replica.running() + 1.0) * (1 + fuller) / weight;
    }

    /** Calls under way. */
    double running() {
        return replica.running() * (1 + fuller);
    }

    /** Recent requests for its weight. */
    double recentLoad() {
        return recent / weight;
    }

    /** Uniform by key and replica; the logarithm makes each win in the share of its weight. */
    double score(long key) {
        double uniform = ((Hashes.mix(key + hash) >>> 11) + 0.5) / (1L << 53);
        // without weights the order is the same, and the logarithms of a thousand replicas take their time
        return weighted ? -weight / Math.log(uniform) : uniform;
    }

    /** Whether it may have lost its cache since this was asked last. */
    boolean hasRestarted() {
        int now = replica.epoch();
        boolean restarted = now != epoch;
        epoch = now;
        return restarted;
    }
}

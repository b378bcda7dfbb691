package io.openaitriton.observe;

/** Why a replica was chosen for a request, and how much of the prompt it had cached. Null, or negative, without replicas. */
public final class ReplicaUse {
    private volatile String reason;
    private volatile double matched = -1;
    private volatile Double cacheHit;

    /**
     * A replica has been chosen.
     *
     * @param why given by the load balancer
     * @param share of the prompt that the replica is known to have had before, 0 to 1; negative if not relevant
     */
    public void chosen(String why, double share) {
        reason = why;
        matched = share;
    }

    /** Sets the share of the prompt that the backend reports as cached, 0 to 1. */
    public void cacheHit(double share) {
        cacheHit = share;
    }

    /** The reason for the choice; null for a model on one server. */
    public String reason() {
        return reason;
    }

    /** The known share of the prompt that the replica has had before; negative if not relevant. */
    public double matched() {
        return matched;
    }

    /** The share of the prompt that the backend reports as cached; null if it does not report it. */
    public Double cacheHit() {
        return cacheHit;
    }
}

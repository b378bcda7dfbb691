package io.openaitriton.replica;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The replicas of a model, and the lease of each request. A request with a key goes where its key leads, by rendezvous hashing: to the same replica as
 * long as that is ready, and when one goes or comes only its own share of the keys moves. All others go by the policy. Knows no clock: the same requests in
 * the same order go to the same replicas.
 */
public final class Replicas {
    // held for some microseconds only
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Share> all;
    private final Shares shares;
    private final Chooser chooser;
    private final Policy policy;

    /**
     * @param weights as many as there are replicas, each 1 or more; empty for equal ones
     * @throws IllegalArgumentException naming what is wrong
     */
    public Replicas(List<Replica> replicas, List<Integer> weights, Policy policy) {
        this(replicas, weights, policy, PrefixSettings.DEFAULT);
    }

    /**
     * @param weights as many as there are replicas, each 1 or more; empty for equal ones
     * @param settings for the policies that look at prompts
     * @throws IllegalArgumentException naming what is wrong
     */
    public Replicas(List<Replica> replicas, List<Integer> weights, Policy policy, PrefixSettings settings) {
        if (!weights.isEmpty() && weights.size() != replicas.size()) {
            throw new IllegalArgumentException("'weights' must have a number for each of the " + replicas.size()
                    + " URLs, but has " + weights.size());
        }
        boolean weighted = weights.stream().distinct().count() > 1;
        List<Share> each = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            int weight = weights.isEmpty() ? 1 : weights.get(i);
            if (weight < 1) {
                throw new IllegalArgumentException("'weights' must be numbers of 1 or more, but has " + weight);
            }
            each.add(new Share(replicas.get(i), i, weight, weighted));
        }
        this.all = List.copyOf(each);
        this.shares = new Shares(all);
        this.policy = policy;
        this.chooser = switch (policy) {
            case ROUND_ROBIN -> new RoundRobin();
            case LEAST_IN_FLIGHT ->
                (open, prompt) -> new Chooser.Choice(RoundRobin.leastInFlight(open.open()), Reason.LEAST_IN_FLIGHT);
            case PREFIX -> new LongestPrefix(new PrefixIndex(settings.indexBlocks(), all.size()));
            case PREFIX_HASH -> new Rendezvous(settings.hashedBlocks());
        };
    }

    /** All replicas, in the order of the definition. */
    public List<Replica> all() {
        return all.stream().map(share -> share.replica).toList();
    }

    /** The policy. */
    public Policy policy() {
        return policy;
    }

    /** {@link #next(String, PromptBlocks, Collection)} for a policy that does not look at prompts. */
    public Lease next(String key, Collection<Replica> tried) {
        return next(key, null, tried);
    }

    /**
     * The lease of a request; its replica has one more call in progress until {@link Lease#release}.
     *
     * @param key requests with the same one go to the same replica; null lets the policy choose
     * @param prompt what the model is asked, for policies that look at it; else null
     * @param tried those that are out of the question
     * @return null when none is ready
     */
    public Lease next(String key, PromptBlocks prompt, Collection<Replica> tried) {
        lock.lock();
        try {
            for (Share share : all) {
                if (share.hasRestarted()) {
                    chooser.forget(share);
                }
            }
            if (!shares.open(tried)) {
                return null;
            }
            Chooser.Choice choice = key == null
                    ? chooser.choose(shares, prompt)
                    : new Chooser.Choice(Rendezvous.of(Hashes.of(key), shares), Reason.STICKY);
            Share share = choice.share();
            share.replica.begin();
            shares.count(share);
            chooser.chosen(share, prompt);
            return new Lease(share.replica, tried.isEmpty() ? choice.reason() : Reason.FAILOVER, choice.matched());
        } finally {
            lock.unlock();
        }
    }

    /** The lease of a replica by a request. */
    public static final class Lease {
        private final Replica replica;
        private final Reason reason;
        private final double matched;
        private final AtomicBoolean over = new AtomicBoolean();

        private Lease(Replica replica, Reason reason, double matched) {
            this.replica = replica;
            this.reason = reason;
            this.matched = matched;
        }

        public Replica replica() {
            return replica;
        }

        /** The reason for the choice. */
        public Reason reason() {
            return reason;
        }

        /** The share of the prompt that the replica is known to have had, 0 to 1; negative where the policy does not look for that. */
        public double matched() {
            return matched;
        }

        /** Ends the lease; may be called more than once. */
        public void release() {
            if (over.compareAndSet(false, true)) {
                replica.end();
            }
        }
    }
}

package io.openaitriton.replica;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The replicas of a model, and the lease of each request. Round robin is smooth: with the weights 3 and 1 the second gets every
 * fourth request, and never two in a row. A request with a key goes where its key leads, by rendezvous hashing: to the same replica as
 * long as that is ready, and when one goes or comes only its own share of the keys moves.
 */
public final class Replicas {
    // held for some instructions only
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Share> shares;
    private final Policy policy;

    /**
     * @param weights as many as there are replicas, each 1 or more; empty for equal ones
     * @throws IllegalArgumentException naming what is wrong
     */
    public Replicas(List<Replica> replicas, List<Integer> weights, Policy policy) {
        if (!weights.isEmpty() && weights.size() != replicas.size()) {
            throw new IllegalArgumentException(
                    "'weights' must be as many as the URLs, " + replicas.size() + ", but are " + weights.size());
        }
        List<Share> all = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            int weight = weights.isEmpty() ? 1 : weights.get(i);
            if (weight < 1) {
                throw new IllegalArgumentException("'weights' must be 1 or more, but one is " + weight);
            }
            all.add(new Share(replicas.get(i), weight));
        }
        this.shares = List.copyOf(all);
        this.policy = policy;
    }

    /** All of them, in the order that they were given in. */
    public List<Replica> all() {
        return shares.stream().map(share -> share.replica).toList();
    }

    /**
     * The lease of a request; its replica has one more call under way until {@link Lease#release}.
     *
     * @param key requests with the same one go to the same replica; null goes by the policy
     * @param tried those that are out of the question
     * @return null when none is ready
     */
    public Lease next(String key, Collection<Replica> tried) {
        lock.lock();
        try {
            List<Share> ready = new ArrayList<>(shares.size());
            for (Share share : shares) {
                if (share.replica.isReady() && !tried.contains(share.replica)) {
                    ready.add(share);
                }
            }
            if (ready.isEmpty()) {
                return null;
            }
            Share chosen = key == null ? byPolicy(ready) : byKey(key, ready);
            chosen.replica.begin();
            return new Lease(chosen.replica);
        } finally {
            lock.unlock();
        }
    }

    private Share byPolicy(List<Share> ready) {
        if (policy == Policy.ROUND_ROBIN) {
            return inTurn(ready);
        }
        double least = Double.MAX_VALUE;
        List<Share> free = new ArrayList<>(ready.size());
        for (Share share : ready) {
            // calls may end meanwhile
            double load = share.load();
            if (load < least) {
                least = load;
                free.clear();
            }
            if (load == least) {
                free.add(share);
            }
        }
        // where all are alike, as when all are idle, none is worn more than the others
        return inTurn(free);
    }

    /** Each gains its weight, and who has most pays for all. */
    private static Share inTurn(List<Share> ready) {
        Share chosen = ready.get(0);
        long paid = 0;
        for (Share share : ready) {
            share.credit += share.weight;
            paid += share.weight;
            if (share.credit > chosen.credit) {
                chosen = share;
            }
        }
        chosen.credit -= paid;
        return chosen;
    }

    private static Share byKey(String key, List<Share> ready) {
        return ready.stream()
                .max(Comparator.comparingDouble(share -> share.score(key)))
                .orElseThrow();
    }

    private static long hash(String text) {
        long hash = 1125899906842597L;
        for (int i = 0; i < text.length(); i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return mix(hash);
    }

    /** The finalizer of MurmurHash3: each bit of the input moves half of those of the output. */
    private static long mix(long bits) {
        long mixed = bits;
        mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    /** A replica's share of the requests; guarded by the lock. */
    private static final class Share {
        private final Replica replica;
        private final int weight;
        private long credit;

        private Share(Replica replica, int weight) {
            this.replica = replica;
            this.weight = weight;
        }

        /** Calls under way for its weight, if it got one more. */
        private double load() {
            return (replica.running() + 1.0) / weight;
        }

        /** Uniform by key and replica; the logarithm makes each win in the share of its weight. */
        private double score(String key) {
            long hash = mix(hash(key) + 31 * hash(replica.url()));
            double uniform = ((hash >>> 11) + 0.5) / (1L << 53);
            return -weight / Math.log(uniform);
        }
    }

    /** A request's lease at a replica. */
    public static final class Lease {
        private final Replica replica;
        private final AtomicBoolean over = new AtomicBoolean();

        private Lease(Replica replica) {
            this.replica = replica;
        }

        public Replica replica() {
            return replica;
        }

        /** The call is over; more than once does no harm. */
        public void release() {
            if (over.compareAndSet(false, true)) {
                replica.end();
            }
        }
    }
}

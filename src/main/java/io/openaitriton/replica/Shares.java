package io.openaitriton.replica;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The shares of all replicas of a model, and which of them may get the request in question. Not thread-safe.
 *
 * <p>A replica has too much to do when it has more than its share by a quarter and a little, be it of the calls that are under way or of the requests it got
 * lately. The latter keeps the balance where calls are so few or so short that hardly any are under way together.
 */
final class Shares {
    private static final double BOUND = 1.25;
    /** Calls beyond the bound: one for so many characters that need not be computed again, up to eight. To compute some takes longer than to share a GPU. */
    private static final int CHARACTERS_A_CALL = 4096;

    private static final int MOST_CALLS = 8;

    private static final double RECENT_BOUND = 1.15;
    private static final int RECENT_CALLS = 8;
    /** Requests for each replica after which one counts a third of what it counted. */
    private static final int WINDOW = 128;

    private static final double LARGE = 1e100;
    /** Leaves their order to those that have too much to do. */
    private static final double LAST = 1e-30;

    private final Share[] all;
    private final List<Share> open = new ArrayList<>();
    private final double growth;
    private double gain = 1;
    private long running;
    private long weights;
    private double recent;

    Shares(List<Share> all) {
        this.all = all.toArray(new Share[0]);
        this.growth = 1 + 1.0 / (WINDOW * all.size());
    }

    /** Opens those that are ready, except these; returns whether there is any. */
    boolean open(Collection<Replica> except) {
        open.clear();
        running = 0;
        weights = 0;
        recent = 0;
        double used = 0;
        int told = 0;
        for (Share share : all) {
            boolean ready = share.replica.isReady();
            if (ready && !share.ready) {
                join(share);
            }
            share.ready = ready;
            share.open = ready && (except.isEmpty() || !except.contains(share.replica));
            if (share.open) {
                open.add(share);
                running += share.replica.running();
                weights += share.weight;
                recent += share.recent;
                double use = share.replica.cacheUse();
                share.fuller = use >= 0 ? use : 0;
                if (use >= 0) {
                    used += use;
                    told++;
                }
            }
        }
        if (told > 0) {
            // only what is above the mean counts: all may be full
            double mean = used / told;
            open.forEach(share -> share.fuller = Math.max(0, share.fuller - mean));
        }
        return !open.isEmpty();
    }

    /** One that comes back is taken to have had as much as the others: it shall not get all that it missed. */
    private void join(Share share) {
        double sum = 0;
        long weight = 0;
        for (Share other : all) {
            if (other != share && other.ready) {
                sum += other.recent;
                weight += other.weight;
            }
        }
        share.recent = weight == 0 ? 0 : sum / weight * share.weight;
    }

    /** Those that may get the request. */
    List<Share> open() {
        return open;
    }

    Share at(int place) {
        return all[place];
    }

    int size() {
        return all.length;
    }

    /**
     * Whether one more request is too much for it.
     *
     * @param matched characters that it need not compute
     */
    boolean isOverloaded(Share share, int matched) {
        double fair = (double) share.weight / weights;
        return share.running() >= Math.ceil(BOUND * (running + 1) * fair) + callsFor(matched)
                || share.recent > RECENT_BOUND * recent * fair + RECENT_CALLS * gain;
    }

    /** Calls that a replica may have beyond the bound, for so many characters that it need not compute. */
    static int callsFor(int characters) {
        return Math.min(MOST_CALLS, characters / CHARACTERS_A_CALL);
    }

    /** How much a key leads to it; next to nothing when it has too much to do. */
    double score(Share share, long key, int matched) {
        return share.score(key) * (isOverloaded(share, matched) ? LAST : 1);
    }

    /** It gets the request. */
    void count(Share share) {
        share.recent += gain;
        gain *= growth;
        if (gain > LARGE) {
            for (Share each : all) {
                each.recent /= gain;
            }
            gain = 1;
        }
    }
}

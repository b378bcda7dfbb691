package io.openaitriton.replica;

/**
 * Chooses the replica that has had the longest beginning of the prompt, and among several the one with the fewest calls in
 * progress. An overloaded replica is skipped in favour of those that have had less of the prompt. A prompt that no replica is
 * known to have had goes to the replica that its hash names, as long as that replica has few calls more than the one with the
 * fewest: independent gateways choose the same replica.
 */
final class LongestPrefix implements Chooser {
    /** Share of a prompt: less is what many prompts have in common, and says little about this one. */
    private static final double WORTH = 0.3;
    /** Share of the replicas, at least two: a block that so many have is common, and its hash does not distinguish prompts. */
    private static final double MANY = 0.25;
    /** Share of recent prompts that was known: below it, a hash is no reason to skip the replica with the fewest calls. */
    private static final double SHARED = 1.0 / 16;
    /** Share of recent prompts that was known: above it, a hash is worth as many calls as a known prefix of the same length. */
    private static final double MUCH = 1.0 / 4;
    /** Number of requests after which an earlier share counts a third. */
    private static final double WINDOW = 64;

    private final PrefixIndex index;
    /** The share of recent prompts that was known. The first known prompt lifts it over the limit. */
    private double shared = SHARED - 0.001;

    LongestPrefix(PrefixIndex index) {
        this.index = index;
    }

    @Override
    public Choice choose(Shares shares, PromptBlocks prompt) {
        if (prompt == null) {
            // embeddings, which have none
            return new Choice(RoundRobin.leastInFlight(shares.open()), Reason.LEAST_IN_FLIGHT);
        }
        if (prompt.size() == 0) {
            return new Choice(RoundRobin.leastInFlight(shares.open()), Reason.UNKNOWN, 0);
        }
        boolean known = false;
        for (int blocks = prompt.size(); blocks > 0 && prompt.share(blocks) >= WORTH; blocks--) {
            int entry = index.find(prompt.hash(blocks - 1));
            if (entry >= 0) {
                Share holder = holder(shares, entry, PromptBlocks.end(blocks - 1));
                if (holder != null) {
                    learn(prompt.share(blocks));
                    return new Choice(holder, known ? Reason.OVERLOADED : Reason.PREFIX, prompt.share(blocks));
                }
                known |= isHeld(shares, entry);
            }
        }
        if (known) {
            return new Choice(byHash(shares, prompt), Reason.OVERLOADED, 0);
        }
        learn(0);
        Share share = shared < SHARED ? RoundRobin.leastInFlight(shares.open()) : byHash(shares, prompt);
        return new Choice(share, Reason.UNKNOWN, 0);
    }

    private void learn(double share) {
        shared += (share - shared) / WINDOW;
    }

    /** The replica with the fewest calls in progress among those that have had a block and are not overloaded, or null. */
    private Share holder(Shares shares, int entry, int matched) {
        Share best = null;
        for (int place = index.next(entry, -1); place >= 0; place = index.next(entry, place)) {
            Share share = shares.at(place);
            if (share.open && (best == null || isLess(share, best)) && !shares.isOverloaded(share, matched)) {
                best = share;
            }
        }
        return best;
    }

    private boolean isHeld(Shares shares, int entry) {
        int place = index.next(entry, -1);
        while (place >= 0 && !shares.at(place).open) {
            place = index.next(entry, place);
        }
        return place >= 0;
    }

    private static boolean isLess(Share one, Share other) {
        double load = one.load() - other.load();
        return load < 0 || load == 0 && one.recentLoad() < other.recentLoad();
    }

    /** The replica that the hash ranks first among those with only a few calls more than the least busy one. */
    private Share byHash(Shares shares, PromptBlocks prompt) {
        long key = prompt.hash(firstOfItsOwn(prompt, Math.max(2, (int) (MANY * shares.size()))));
        double trust = Math.min(1, shared / MUCH);
        int more = (int) (trust * Shares.callsFor(prompt.length()));
        double least = Double.MAX_VALUE;
        for (Share share : shares.open()) {
            least = Math.min(least, share.load());
        }
        Share best = null;
        double bestScore = -1;
        for (Share share : shares.open()) {
            if (share.load() <= least + (double) more / share.weight) {
                double score = shares.score(share, key, (int) (trust * prompt.length()));
                if (score > bestScore) {
                    bestScore = score;
                    best = share;
                }
            }
        }
        // null if calls of another definition began in the meantime
        return best == null ? RoundRobin.leastInFlight(shares.open()) : best;
    }

    /** The first block that fewer than {@code many} replicas have had. All requests of a conversation have this block, and so do other prompts with the same beginning. */
    private int firstOfItsOwn(PromptBlocks prompt, int many) {
        int block = 0;
        while (block < prompt.size() - 1 && index.holders(prompt.hash(block)) >= many) {
            block++;
        }
        return block;
    }

    @Override
    public void chosen(Share share, PromptBlocks prompt) {
        if (prompt != null) {
            index.learn(prompt, share.place);
        }
    }

    @Override
    public void forget(Share share) {
        index.forget(share.place);
    }
}

package io.openaitriton.replica;

/**
 * Chooses a replica by the hash of the prompt's first blocks, or the next one if that replica is overloaded. It keeps no state,
 * so independent gateways agree.
 */
record Rendezvous(int blocks) implements Chooser {
    @Override
    public Choice choose(Shares shares, PromptBlocks prompt) {
        if (prompt == null || prompt.size() == 0) {
            return new Choice(
                    RoundRobin.leastInFlight(shares.open()), prompt == null ? Reason.LEAST_IN_FLIGHT : Reason.UNKNOWN);
        }
        long key = key(prompt);
        Share first = null;
        Share best = null;
        double firstScore = -1;
        double bestScore = -1;
        for (Share share : shares.open()) {
            double score = share.score(key);
            if (score > firstScore) {
                firstScore = score;
                first = share;
            }
            if (score > bestScore && !shares.isOverloaded(share, prompt.length())) {
                bestScore = score;
                best = share;
            }
        }
        return best == null
                ? new Choice(leastInFlight(shares, prompt), Reason.OVERLOADED)
                : new Choice(best, best == first ? Reason.HASH : Reason.OVERLOADED);
    }

    /** The replica with the fewest calls in progress; among several, the one for the prompt's hash. */
    private Share leastInFlight(Shares shares, PromptBlocks prompt) {
        long key = key(prompt);
        Share best = null;
        double least = Double.MAX_VALUE;
        double bestScore = -1;
        for (Share share : shares.open()) {
            // once: calls may end meanwhile
            double load = share.load();
            double score = load > least ? -1 : shares.score(share, key, 0);
            if (load < least || score > bestScore) {
                least = load;
                bestScore = score;
                best = share;
            }
        }
        return best;
    }

    /** Where a key leads, whatever there is to do. */
    static Share of(long key, Shares shares) {
        Share best = null;
        double bestScore = -1;
        for (Share share : shares.open()) {
            double score = share.score(key);
            if (score > bestScore) {
                bestScore = score;
                best = share;
            }
        }
        return best;
    }

    private long key(PromptBlocks prompt) {
        return prompt.hash(Math.min(blocks, prompt.size()) - 1);
    }
}

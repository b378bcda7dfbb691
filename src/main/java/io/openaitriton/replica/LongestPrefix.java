package io.openaitriton.replica;

/**
 * Goes to a replica that has had the longest beginning of the prompt, of several to the one with the fewest calls under way. One that has too much to do is
 * passed over for those that have had less, and at last for the one with the fewest calls under way of all.
 */
final class LongestPrefix implements Chooser {
    /** Of a prompt: less is not worth a detour. */
    private static final double WORTH = 0.1;

    private final PrefixIndex index;
    private final Rendezvous ties;

    /** @param ties decides among replicas that are alike: gateways that know nothing of each other often choose the same then */
    LongestPrefix(PrefixIndex index, Rendezvous ties) {
        this.index = index;
        this.ties = ties;
    }

    @Override
    public Choice choose(Shares shares, PromptBlocks prompt) {
        if (prompt == null || prompt.size() == 0) {
            return new Choice(Turns.leastInFlight(shares.open()), Reason.UNKNOWN, 0);
        }
        boolean known = false;
        for (int blocks = prompt.size(); blocks > 0 && prompt.share(blocks) >= WORTH; blocks--) {
            int entry = index.find(prompt.hash(blocks - 1));
            if (entry >= 0) {
                Share holder = holder(shares, entry, PromptBlocks.end(blocks - 1));
                if (holder != null) {
                    return new Choice(holder, known ? Reason.OVERLOADED : Reason.PREFIX, prompt.share(blocks));
                }
                known |= isHeld(shares, entry);
            }
        }
        return new Choice(ties.leastInFlight(shares, prompt), known ? Reason.OVERLOADED : Reason.UNKNOWN, 0);
    }

    /** The one with the fewest calls under way of those that have had a block and have not too much to do, or null. */
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

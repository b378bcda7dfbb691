package io.openaitriton.replica;

import java.util.ArrayList;
import java.util.List;

/** Smooth round robin: with the weights 3 and 1, the second replica gets every fourth request, and never two in a row. */
final class RoundRobin implements Chooser {

    @Override
    public Choice choose(Shares shares, PromptBlocks prompt) {
        return new Choice(next(shares.open()), Reason.ROUND_ROBIN);
    }

    /** The replica with the fewest calls in progress; among equal ones, as when all are idle, the requests are distributed evenly. */
    static Share leastInFlight(List<Share> open) {
        double least = Double.MAX_VALUE;
        List<Share> free = new ArrayList<>(open.size());
        for (Share share : open) {
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
        return next(free);
    }

    /** Each replica gains its weight, and the one with the most pays the total. */
    private static Share next(List<Share> open) {
        Share chosen = open.get(0);
        long paid = 0;
        for (Share share : open) {
            share.credit += share.weight;
            paid += share.weight;
            if (share.credit > chosen.credit) {
                chosen = share;
            }
        }
        chosen.credit -= paid;
        return chosen;
    }
}

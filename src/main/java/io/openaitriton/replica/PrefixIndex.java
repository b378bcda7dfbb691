package io.openaitriton.replica;

/**
 * Which replicas have had which of the recent blocks. Its size is fixed: a table with sets of {@value #WAYS} entries; a full set
 * drops its least recently used entry. Some 20 bytes an entry. Not thread-safe.
 */
final class PrefixIndex {
    private static final int WAYS = 8;

    private final long[] hashes;
    private final int[] seen;
    private final ReplicaSets holders;
    private final int sets;
    private int now;

    /**
     * @param entries blocks that it may know, rounded up to a power of two
     * @param replicas how many there are
     */
    PrefixIndex(int entries, int replicas) {
        int size = size(entries);
        this.hashes = new long[size];
        this.seen = new int[size];
        this.holders = new ReplicaSets(size, replicas);
        this.sets = size / WAYS - 1;
    }

    private static int size(int entries) {
        return Math.max(WAYS, Integer.highestOneBit(Math.max(1, entries - 1)) * 2);
    }

    /** What one takes in memory. */
    static long bytes(int entries, int replicas) {
        int size = size(entries);
        return (long) size * (Long.BYTES + Integer.BYTES) + ReplicaSets.bytes(size, replicas);
    }

    /** The entry of a block, or -1 when it is not known. */
    int find(long hash) {
        int set = set(hash);
        for (int i = set; i < set + WAYS; i++) {
            if (hashes[i] == hash && !holders.isEmpty(i)) {
                return i;
            }
        }
        return -1;
    }

    /** The replica after this one that has had the block of an entry, or -1; the first after -1. */
    int next(int entry, int replica) {
        return holders.next(entry, replica);
    }

    /** How many replicas have had a block. */
    int holders(long hash) {
        int entry = find(hash);
        return entry < 0 ? 0 : holders.count(entry);
    }

    /** The replica has all blocks of the prompt from now on. */
    void learn(PromptBlocks prompt, int replica) {
        now++;
        for (int block = 0; block < prompt.size(); block++) {
            int entry = place(prompt.hash(block));
            seen[entry] = now;
            holders.add(entry, replica);
        }
    }

    /** The entry of a block, which takes the place of another if it is new. */
    private int place(long hash) {
        int known = find(hash);
        return known >= 0 ? known : replace(hash);
    }

    private int replace(long hash) {
        int set = set(hash);
        int oldest = set;
        for (int i = set; i < set + WAYS && !holders.isEmpty(oldest); i++) {
            // the difference, since the number of requests may be larger than an int
            if (holders.isEmpty(i) || now - seen[i] > now - seen[oldest]) {
                oldest = i;
            }
        }
        hashes[oldest] = hash;
        holders.clear(oldest);
        return oldest;
    }

    /** The replica has none of its blocks any more. */
    void forget(int replica) {
        for (int entry = 0; entry < hashes.length; entry++) {
            holders.remove(entry, replica);
        }
    }

    private int set(long hash) {
        return ((int) hash & sets) * WAYS;
    }
}

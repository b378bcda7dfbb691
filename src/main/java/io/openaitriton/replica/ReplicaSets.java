package io.openaitriton.replica;

import java.util.Arrays;

/**
 * A set of replicas for each entry of an index. Most have one or few: four fit into a number. What more have is a bit for each replica, in a
 * pool; when that is full, an entry has the four latest.
 */
final class ReplicaSets {
    private static final int BITS = 16;
    private static final int FEW = 4;
    private static final long MASK = (1L << BITS) - 1;
    /** Entries that may have more than a few replicas: a sixteenth of all. */
    private static final int RARE = 16;

    /** Up to four replicas, the latest lowest, each its number and 1; or, when negative, the place of the bits. */
    private final long[] few;

    private final long[] bits;
    private final int words;
    private final int[] free;
    private int frees;

    /** @throws IllegalArgumentException for more replicas than fit */
    ReplicaSets(int entries, int replicas) {
        if (replicas >= 1 << BITS - 1) {
            throw new IllegalArgumentException("A model may have at most 32766 replicas, but has " + replicas);
        }
        this.few = new long[entries];
        this.words = (replicas + Long.SIZE - 1) / Long.SIZE;
        int pool = replicas <= FEW ? 0 : Math.max(1, entries / RARE);
        this.bits = new long[pool * words];
        this.free = new int[pool];
        this.frees = pool;
        for (int i = 0; i < pool; i++) {
            free[i] = i * words;
        }
    }

    /** What they take in memory. */
    static long bytes(int entries, int replicas) {
        long words = (replicas + Long.SIZE - 1) / Long.SIZE;
        return (long) entries * Long.BYTES
                + (replicas <= FEW ? 0 : entries / RARE * (words * Long.BYTES + Integer.BYTES));
    }

    boolean isEmpty(int entry) {
        return few[entry] == 0;
    }

    void clear(int entry) {
        if (few[entry] < 0) {
            release(entry);
        }
        few[entry] = 0;
    }

    /** The replica after this one, or -1; in any order, the first after -1. */
    int next(int entry, int replica) {
        long set = few[entry];
        if (set < 0) {
            return nextBit(bitsOf(entry), replica + 1);
        }
        boolean found = replica < 0;
        for (; set != 0; set >>>= BITS) {
            int other = (int) (set & MASK) - 1;
            if (found) {
                return other;
            }
            found = other == replica;
        }
        return -1;
    }

    int count(int entry) {
        long set = few[entry];
        int count = 0;
        if (set >= 0) {
            for (long rest = set; rest != 0; rest >>>= BITS) {
                count++;
            }
            return count;
        }
        for (int word = 0; word < words; word++) {
            count += Long.bitCount(bits[bitsOf(entry) + word]);
        }
        return count;
    }

    private int nextBit(int at, int from) {
        for (int word = from / Long.SIZE; word < words; word++) {
            long rest = bits[at + word] & (word == from / Long.SIZE ? -1L << from : -1L);
            if (rest != 0) {
                return word * Long.SIZE + Long.numberOfTrailingZeros(rest);
            }
        }
        return -1;
    }

    void add(int entry, int replica) {
        long set = few[entry];
        if (set < 0) {
            bits[bitsOf(entry) + replica / Long.SIZE] |= 1L << replica;
            return;
        }
        long without = without(set, replica);
        if (without >>> BITS * (FEW - 1) != 0 && frees > 0) {
            widen(entry, without);
            add(entry, replica);
        } else {
            few[entry] = without << BITS | replica + 1;
        }
    }

    private void widen(int entry, long set) {
        int at = free[--frees];
        for (long rest = set; rest != 0; rest >>>= BITS) {
            int other = (int) (rest & MASK) - 1;
            bits[at + other / Long.SIZE] |= 1L << other;
        }
        few[entry] = Long.MIN_VALUE | at;
    }

    void remove(int entry, int replica) {
        long set = few[entry];
        if (set >= 0) {
            few[entry] = without(set, replica);
            return;
        }
        int at = bitsOf(entry);
        bits[at + replica / Long.SIZE] &= ~(1L << replica);
        if (nextBit(at, 0) < 0) {
            clear(entry);
        }
    }

    private void release(int entry) {
        int at = bitsOf(entry);
        Arrays.fill(bits, at, at + words, 0);
        free[frees++] = at;
    }

    private int bitsOf(int entry) {
        return (int) few[entry];
    }

    private static long without(long set, int replica) {
        for (int shift = 0; shift < Long.SIZE; shift += BITS) {
            if ((set >>> shift & MASK) == replica + 1) {
                long below = shift == 0 ? 0 : set & -1L >>> Long.SIZE - shift;
                long above = shift == Long.SIZE - BITS ? 0 : set >>> shift + BITS << shift;
                return below | above;
            }
        }
        return set;
    }
}

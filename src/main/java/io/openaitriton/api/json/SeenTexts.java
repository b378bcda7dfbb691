package io.openaitriton.api.json;

import java.util.concurrent.atomic.AtomicLongArray;

/** Keys of texts that came lately: a text that comes once takes no more memory than its key. Thread-safe. */
final class SeenTexts {
    private final AtomicLongArray seen;

    /** @param most number of keys; a key replaces one whose hash has the same remainder */
    SeenTexts(int most) {
        seen = new AtomicLongArray(most);
    }

    /** The key of a text: its hash and its length. */
    static long key(int hash, long length) {
        return (long) hash << Integer.SIZE | length;
    }

    /** Notes a key. Returns whether it was here already. */
    boolean again(long key) {
        int hash = (int) (key >> Integer.SIZE);
        return seen.getAndSet(Math.floorMod(hash, seen.length()), key) == key;
    }
}

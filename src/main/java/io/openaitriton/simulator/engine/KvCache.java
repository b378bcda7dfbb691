package io.openaitriton.simulator.engine;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The cache of keys and values of an engine: blocks of prompts, of which each stands for all that is before it too. When it is full, those go that were not used
 * for longest, the last blocks of a prompt before its first. Not thread-safe.
 */
public final class KvCache {
    private final Map<Long, Integer> blocks = new LinkedHashMap<>(64, 0.75f, true);
    private final long capacity;
    private long used;

    /** @param capacity in tokens */
    public KvCache(long capacity) {
        this.capacity = capacity;
    }

    /**
     * Computes a prompt, all of which is in the cache then.
     *
     * @param hashes of its blocks, each of all that is before its end
     * @param tokens of each block
     * @return tokens that were in the cache already, from the beginning of the prompt
     */
    public int use(long[] hashes, int[] tokens) {
        int hit = 0;
        int known = 0;
        while (known < hashes.length && blocks.containsKey(hashes[known])) {
            hit += tokens[known++];
        }
        // the first block last: it is the latest to go
        for (int i = hashes.length - 1; i >= 0; i--) {
            Integer before = blocks.put(hashes[i], tokens[i]);
            used += tokens[i] - (before == null ? 0 : before);
        }
        for (Iterator<Integer> oldest = blocks.values().iterator(); used > capacity && oldest.hasNext(); ) {
            used -= oldest.next();
            oldest.remove();
        }
        return hit;
    }

    /** Tokens in it. */
    public long used() {
        return used;
    }

    /** Forgets everything, as when its engine is started anew. */
    public void clear() {
        blocks.clear();
        used = 0;
    }
}

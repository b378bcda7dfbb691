package io.openaitriton.simulator.engine;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The KV cache of an engine: blocks of prompts. A block also stands for everything before it. When the cache is full, the least
 * recently used blocks are dropped, the last blocks of a prompt before its first. Not thread-safe.
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
     * Computes a prompt, which is then completely in the cache.
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
        // the first block last, so that it is dropped last
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

    /** Forgets everything, as after a restart of its engine. */
    public void clear() {
        blocks.clear();
        used = 0;
    }
}

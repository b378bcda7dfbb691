package io.openaitriton.simulator.engine;

import java.util.PriorityQueue;

/**
 * Computes when an engine begins and ends its answers. A request waits for a slot; then its prompt waits for earlier prompts, and
 * is computed at a steady rate, except for the cached part; then its tokens come at a steady pace. Times are seconds of any
 * clock; requests must be given in order. Not thread-safe.
 */
public final class Engine {
    private final EngineLimits limits;
    private final KvCache cache;
    /** When the request in each slot ends. */
    private final PriorityQueue<Double> slots = new PriorityQueue<>();

    /** Tokens of calls under way, and when these end. */
    private final PriorityQueue<Held> held = new PriorityQueue<>();

    private long heldTokens;

    private volatile long promptTokens;
    private volatile long hitTokens;
    private double idleFrom = Double.NEGATIVE_INFINITY;

    public Engine(EngineLimits limits) {
        this.limits = limits;
        this.cache = new KvCache(limits.cacheTokens());
    }

    /**
     * A request comes.
     *
     * @param now not before that of the request before it
     * @param hashes of the prompt's blocks, see {@link KvCache#use}
     * @param tokens of each block
     * @param rest tokens of the prompt beyond its last block
     * @param answer tokens of the answer, 1 or more
     */
    public Work take(double now, long[] hashes, int[] tokens, int rest, int answer) {
        int hit = cache.use(hashes, tokens);
        int prompt = rest;
        for (int count : tokens) {
            prompt += count;
        }
        while (!slots.isEmpty() && slots.peek() <= now) {
            slots.poll();
        }
        double slot = slots.size() < limits.slots() ? now : slots.poll();
        promptTokens += prompt;
        hitTokens += hit;
        // the last token is always computed: its output is the first of the answer
        int missed = Math.max(1, prompt - hit);
        double computed = Math.max(slot, idleFrom) + missed / limits.prefillRate();
        idleFrom = computed;
        double first = computed + limits.tokenSeconds();
        double end = first + (answer - 1) * limits.tokenSeconds();
        slots.add(end);
        free(now);
        held.add(new Held(end, prompt + answer));
        heldTokens += prompt + answer;
        return new Work(prompt, Math.min(hit, prompt), first, end);
    }

    /** The share of all tokens of prompts so far that was in the cache; 0 before the first. May be asked by any thread. */
    public double hitRate() {
        long all = promptTokens;
        return all == 0 ? 0 : (double) hitTokens / all;
    }

    private void free(double now) {
        while (!held.isEmpty() && held.peek().end() <= now) {
            heldTokens -= held.poll().tokens();
        }
    }

    /** The share of its cache that running calls use, 0 to 1. The rest may be kept for prompts with the same beginning. */
    public double cacheUse(double now) {
        free(now);
        return Math.min(1, (double) heldTokens / Math.max(1, limits.cacheTokens()));
    }

    /** Capacity of its cache, in tokens. */
    public long cacheTokens() {
        return limits.cacheTokens();
    }

    /** Restarts it: nothing is cached, and no request waits. */
    public void restart() {
        cache.clear();
        slots.clear();
        held.clear();
        heldTokens = 0;
        idleFrom = Double.NEGATIVE_INFINITY;
    }

    private record Held(double end, int tokens) implements Comparable<Held> {
        @Override
        public int compareTo(Held other) {
            return Double.compare(end, other.end);
        }
    }

    /**
     * The timing of a request.
     *
     * @param prompt its tokens
     * @param hit those that were in the cache
     * @param first when its first token comes
     * @param end when its last does
     */
    public record Work(int prompt, int hit, double first, double end) {}
}

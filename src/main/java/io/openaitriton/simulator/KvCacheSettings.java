package io.openaitriton.simulator;

/**
 * The engine of a simulated GPU: with it, the time to the first token depends on how much of the prompt was in the engine's
 * cache, and on concurrent requests.
 *
 * @param tokens tokens in the KV cache; the least recently used are dropped first
 * @param prefillTokensPerSecond tokens of prompts that are computed in a second, one prompt after another
 * @param slots answers at a time; other requests wait
 * @throws IllegalArgumentException if a value is out of its range
 */
public record KvCacheSettings(long tokens, double prefillTokensPerSecond, int slots) {

    public KvCacheSettings {
        require(tokens >= 0, "tokens must be 0 or more, not " + tokens);
        require(
                prefillTokensPerSecond > 0 && Double.isFinite(prefillTokensPerSecond),
                "prefillTokensPerSecond must be more than 0, not " + prefillTokensPerSecond);
        require(slots >= 1, "slots must be 1 or more, not " + slots);
    }

    /** Llama 3.3 70B in FP8 on two H100; docs/simulator.md has the source of the figures. */
    public static KvCacheSettings llama70b() {
        return new KvCacheSettings(230_000, 12_000, 64);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}

package io.openaitriton.simulator.engine;

/**
 * The capacity of an engine.
 *
 * @param cacheTokens tokens that its KV cache holds
 * @param prefillRate tokens of prompts that it computes in a second
 * @param tokenSeconds from one token of an answer to the next
 * @param slots answers at a time
 */
public record EngineLimits(long cacheTokens, double prefillRate, double tokenSeconds, int slots) {

    /** @throws IllegalArgumentException naming what is wrong */
    public EngineLimits {
        if (cacheTokens < 0 || !(prefillRate > 0) || !(tokenSeconds >= 0) || slots < 1) {
            throw new IllegalArgumentException("An engine needs a cache of 0 tokens or more, a rate above 0,"
                    + " 0 seconds a token or more, and a slot or more");
        }
    }

    /**
     * Llama 3.3 70B in FP8 on two H100. Prefill is what TensorRT-LLM's performance overview (release 1.0) has for requests of 2048 tokens and answers of 128: 762 tokens of answers a second, so
     * 12,000 of prompts. 64 answers at 20 ms a token are 3,200 tokens a second, of 3,082 there for answers of 2048. The cache is what is left of 90 % of 160 GB
     * after 70 GB of weights, at 320 kB a token (80 layers, 8 heads of 128, 16 bits).
     */
    public static EngineLimits llama70b() {
        return new EngineLimits(230_000, 12_000, 0.020, 64);
    }
}

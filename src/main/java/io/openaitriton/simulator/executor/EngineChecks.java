package io.openaitriton.simulator.executor;

import java.util.Map;

/** What TensorRT-LLM refuses of a sampling configuration (cpp/tensorrt_llm/executor/samplingConfig.cpp). */
public final class EngineChecks {
    private EngineChecks() {}

    /** @throws IllegalArgumentException with the engine's text */
    public static void check(Map<String, Double> numbers) {
        require(numbers.getOrDefault("max_tokens", 1.0) > 0, "mMaxNewTokens > 0");
        require(numbers.getOrDefault("min_tokens", 0.0) >= 0, "minTokens.value() >= 0");
        require(numbers.getOrDefault("top_k", 0.0) >= 0, "topK.value() >= 0");
        require(numbers.getOrDefault("top_p", 1.0) > 0, "topP.value() > 0.f");
        require(numbers.getOrDefault("top_p", 1.0) <= 1, "topP.value() <= 1.f");
        require(numbers.getOrDefault("temperature", 1.0) >= 0, "temperature.value() >= 0.f");
        require(numbers.getOrDefault("repetition_penalty", 1.0) > 0, "repetitionPenalty.value() > 0.f");
    }

    /** @throws IllegalArgumentException with the text of the failed assertion */
    public static void require(boolean condition, String assertion) {
        if (!condition) {
            throw new IllegalArgumentException("[TensorRT-LLM][ERROR] Assertion failed: " + assertion);
        }
    }
}

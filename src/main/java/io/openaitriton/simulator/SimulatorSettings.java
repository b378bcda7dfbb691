package io.openaitriton.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Where a simulator listens, which models it serves and how fast they answer.
 *
 * @param host address to listen on; a loopback address unless {@code allowRemote}
 * @param port TCP port, 0 for any free one
 * @param allowRemote whether {@code host} may be reachable from other machines
 * @param tokensPerSecond pace of an answer after its first token, in tokens per second; 0 is as fast as possible
 * @param timeToFirstToken wait before the first token of an answer
 * @param kvCache the engine whose cache and slots the time to the first token depends on, or null for none
 * @param models models served, all of them ready, each in version 1: {@code name} for one of the vLLM backend, or {@code
 *     name=backend}, see {@link #withModels}
 * @throws IllegalArgumentException if a value is out of its range
 */
public record SimulatorSettings(
        String host,
        int port,
        boolean allowRemote,
        double tokensPerSecond,
        Duration timeToFirstToken,
        KvCacheSettings kvCache,
        List<String> models) {

    public SimulatorSettings {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(timeToFirstToken, "timeToFirstToken");
        models = List.copyOf(models);
        require(port >= 0 && port <= 65535, "port must be 0 to 65535, not " + port);
        require(
                tokensPerSecond >= 0 && Double.isFinite(tokensPerSecond),
                "tokensPerSecond must be 0 or more, not " + tokensPerSecond);
        require(!timeToFirstToken.isNegative(), "timeToFirstToken must not be negative, but is " + timeToFirstToken);
        require(!models.isEmpty(), "models must name at least one model");
        Backend.models(models);
    }

    /** A free port of 127.0.0.1, the 8B and 70B Llama 3.1 models, as fast as possible. */
    public static SimulatorSettings defaults() {
        return new SimulatorSettings(
                "127.0.0.1",
                0,
                false,
                0,
                Duration.ZERO,
                null,
                List.of("Meta-Llama-3.1-8B-Instruct", "Meta-Llama-3.1-70B-Instruct"));
    }

    public SimulatorSettings withHost(String value) {
        return new SimulatorSettings(value, port, allowRemote, tokensPerSecond, timeToFirstToken, kvCache, models);
    }

    public SimulatorSettings withPort(int value) {
        return new SimulatorSettings(host, value, allowRemote, tokensPerSecond, timeToFirstToken, kvCache, models);
    }

    public SimulatorSettings withAllowRemote(boolean value) {
        return new SimulatorSettings(host, port, value, tokensPerSecond, timeToFirstToken, kvCache, models);
    }

    public SimulatorSettings withTokensPerSecond(double value) {
        return new SimulatorSettings(host, port, allowRemote, value, timeToFirstToken, kvCache, models);
    }

    public SimulatorSettings withTimeToFirstToken(Duration value) {
        return new SimulatorSettings(host, port, allowRemote, tokensPerSecond, value, kvCache, models);
    }

    /** Simulates an engine with a KV cache: time to the first token is added to {@code timeToFirstToken}. Null for none. */
    public SimulatorSettings withKvCache(KvCacheSettings value) {
        return new SimulatorSettings(host, port, allowRemote, tokensPerSecond, timeToFirstToken, value, models);
    }

    /**
     * Serves these models.
     *
     * <p>An entry is a name, or {@code name=backend}. Options follow a backend with a plus: {@code
     * bls=tensorrt-llm-bls+accumulate}.
     *
     * <ul>
     *   <li>{@code vllm}, the default: Triton's vLLM backend
     *   <li>{@code tensorrt-llm}: the ensemble of TensorRT-LLM's inflight batcher
     *   <li>{@code tensorrt-llm-bls}: its {@code tensorrt_llm_bls}; {@code +accumulate} streams the whole text so far
     *   <li>{@code tensorrt-llm-api}: the Python model around TensorRT-LLM's LLM API
     *   <li>{@code generic}: a plain Python model with the input {@code text_input}; its text comes as {@code text_output},
     *       or with {@code +response}, {@code +output} or {@code +outputs} (in {@code outputs[0].data[0]}) as those; {@code
     *       +echo} puts the prompt before it
     * </ul>
     *
     * <p>{@code +whole} makes a model of any but vLLM answer in one response only (not decoupled), {@code +old} gives the
     * inflight ones the input names of TensorRT-LLM 0.18 ({@code min_length}, {@code random_seed}), and {@code +loras}
     * gives a model the LoRA adapters {@code alpha} and {@code beta}, or task ids 1 and 2.
     *
     * @throws IllegalArgumentException naming the invalid entry, and the backends
     */
    public SimulatorSettings withModels(String... values) {
        return new SimulatorSettings(
                host, port, allowRemote, tokensPerSecond, timeToFirstToken, kvCache, List.of(values));
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}

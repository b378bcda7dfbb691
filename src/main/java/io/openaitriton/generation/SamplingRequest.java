package io.openaitriton.generation;

import java.util.List;

/**
 * The sampling fields of a request; null for absent fields.
 *
 * @param temperature 0 to 2
 * @param topP 0 to 1
 * @param maxTokens tokens to generate at most, 1 or more
 * @param minTokens tokens to generate at least
 * @param seed any 64 bits
 * @param stops stop strings
 * @param model as the client wrote it, which may name an adapter
 * @param adapter name of a LoRA adapter
 * @param stream whether the client streams
 */
public record SamplingRequest(
        Double temperature,
        Double topP,
        Integer maxTokens,
        Integer minTokens,
        Long seed,
        List<String> stops,
        String model,
        String adapter,
        boolean stream) {}

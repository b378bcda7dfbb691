package io.openaitriton.simulator.core;

import java.util.List;
import java.util.Map;

/**
 * What Triton knows of a model without calling it.
 *
 * @param backend name of its backend, or "ensemble"
 * @param maxBatchSize 0 for a model without a batch dimension
 * @param decoupled whether it may send any number of responses
 * @param parameters parameters of its configuration
 */
public record ModelConfig(
        String backend,
        int maxBatchSize,
        boolean decoupled,
        List<Tensor> inputs,
        List<Tensor> outputs,
        Map<String, String> parameters) {

    boolean isEnsemble() {
        return backend.equals("ensemble");
    }

    boolean isBatching() {
        return maxBatchSize > 0;
    }

    /** The input of that name, or null. */
    Tensor input(String name) {
        for (Tensor input : inputs) {
            if (input.name().equals(name)) {
                return input;
            }
        }
        return null;
    }
}

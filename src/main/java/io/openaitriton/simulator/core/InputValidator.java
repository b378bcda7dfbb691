package io.openaitriton.simulator.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The checks of Triton's core of a request's tensors before it calls the model: their number, and their batches. */
final class InputValidator {
    private final String model;
    private final ModelConfig config;
    private final Map<String, List<JsonNode>> tensors;
    private final String logId;

    /** @param logId what error texts begin with */
    InputValidator(String model, ModelConfig config, Map<String, List<JsonNode>> tensors, String logId) {
        this.model = model;
        this.config = config;
        this.tensors = tensors;
        this.logId = logId;
    }

    void check() {
        checkCount();
        config.inputs().stream()
                .filter(input -> tensors.containsKey(input.name())
                        && tensors.get(input.name()).isEmpty())
                .forEach(this::refuseEmpty);
        if (config.isBatching()) {
            checkBatches();
        }
    }

    /** Names are not checked if the number is right. */
    private void checkCount() {
        int most = config.inputs().size();
        List<String> required = config.inputs().stream()
                .filter(input -> !input.optional())
                .map(Tensor::name)
                .toList();
        if (tensors.size() < required.size()) {
            String expected = required.size() == most
                    ? "" + most
                    : "number of inputs between " + required.size() + " and " + most;
            throw invalid("expected " + expected + (required.size() == most ? " inputs" : "") + " but got "
                    + tensors.size() + " inputs for model '" + model + "'. Got input(s) "
                    + list(new TreeSet<>(tensors.keySet())) + ", but missing required input(s) "
                    + list(required.stream()
                            .filter(name -> !tensors.containsKey(name))
                            .toList())
                    + ". Please provide all required input(s).");
        }
    }

    /** Triton 26.01 lets empty lists pass, the release after it does not: no client should send them. */
    private void refuseEmpty(Tensor input) {
        throw invalid(
                config.isBatching()
                        ? "input '" + input.name() + "' has no shape but model requires batch dimension for '" + model
                                + "'"
                        : "unexpected shape for input '" + input.name() + "' for model '" + model + "'. Expected ["
                                + input.dims().stream().map(String::valueOf).collect(Collectors.joining(","))
                                + "], got []");
    }

    private void checkBatches() {
        int batch = 0;
        for (Tensor input : config.inputs()) {
            if (tensors.containsKey(input.name())) {
                int own = input.openDims() > 0 ? 1 : tensors.get(input.name()).size() / input.fixedElements();
                if (batch != 0 && own != batch) {
                    // which of the two is named depends on the order of a hash map
                    throw invalid("input 'text_input' batch size does not match other inputs for '" + model + "'");
                }
                batch = own;
            }
        }
        if (batch > config.maxBatchSize()) {
            throw invalid("inference request batch-size must be <= " + config.maxBatchSize() + " for '" + model + "'");
        }
        if (batch > 1) {
            throw invalid("batches of more than one request are not simulated");
        }
    }

    private static String list(Collection<String> names) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(",", "[", "]"));
    }

    private TritonError invalid(String text) {
        return TritonError.beforeModel(400, logId + text);
    }
}

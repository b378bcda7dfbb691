package io.openaitriton.simulator.model;

import io.openaitriton.simulator.core.InferTensor;
import io.openaitriton.simulator.core.ModelConfig;
import io.openaitriton.simulator.core.ModelInputs;
import io.openaitriton.simulator.core.TritonError;
import java.util.List;
import java.util.Map;

/** How the models of one backend read their requests, and how they write their answers. */
public interface SimulatedModel {

    ModelConfig config();

    /**
     * Reads a request.
     *
     * @throws TritonError as the client sees it
     * @throws IllegalArgumentException with a text that {@link #failure} words for the client
     */
    ModelRequest read(String model, ModelInputs inputs);

    /** @param answers one for each that the request asks for */
    Responses responses(ModelRequest request, List<Answer> answers);

    /** The text of a request that may have markers in it; null for none. */
    default String prompt(ModelInputs inputs) {
        return inputs.text("text_input");
    }

    /**
     * The output tensors of a model, by name. Only called for a model that is not decoupled.
     *
     * @param tensors its inputs, by their names
     * @throws TritonError as the client sees it
     */
    default Map<String, InferTensor> infer(String model, Map<String, InferTensor> tensors) {
        throw TritonError.ofInfer("This model is simulated for generate only (simulated)");
    }

    /** What the client sees when the model, or one that it calls, fails with that text. */
    default TritonError failure(String model, String text) {
        return TritonError.fromModel(text);
    }

    /** The engine's error for a prompt with too many tokens. */
    default String tooLong(int tokens) {
        return "Encountered an error when fetching new request: Prompt length (" + tokens
                + ") exceeds maximum input length ("
                + (tokens - 1)
                + "). Set log level to info and check TRTGptModel logs for how maximum input length is set (simulated)";
    }

    /** What the client sees when the model's queue is full. */
    default TritonError queueFull(String model, String text) {
        return TritonError.beforeModel(503, text);
    }

    /** Whether its backend has the KV cache metrics of a load report. */
    default boolean reportsLoad() {
        return false;
    }

    /** Whether a stream ends when its client disconnects. */
    default boolean cancels() {
        return true;
    }
}

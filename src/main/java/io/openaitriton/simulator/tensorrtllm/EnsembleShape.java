package io.openaitriton.simulator.tensorrtllm;

import io.openaitriton.simulator.core.ModelConfig;
import io.openaitriton.simulator.core.ModelInputs;
import io.openaitriton.simulator.core.Tensor;
import io.openaitriton.simulator.core.TritonError;
import io.openaitriton.simulator.model.Answer;
import io.openaitriton.simulator.model.ModelRequest;
import io.openaitriton.simulator.model.Responses;
import io.openaitriton.simulator.model.Shape;
import java.util.List;
import java.util.Map;

/** The ensemble of preprocessing, engine and postprocessing that TensorRT-LLM's backend comes with. */
public final class EnsembleShape implements Shape {
    private final ModelConfig config;
    private final InflightReader reader;

    /** @param old whether its inputs have the names of TensorRT-LLM 0.18 and before */
    public EnsembleShape(InflightReader reader, boolean old) {
        this.config = new ModelConfig(
                "ensemble", 64, reader.decoupled(), InflightTensors.inputs(old), InflightTensors.OUTPUTS, Map.of());
        this.reader = reader;
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    @Override
    public ModelRequest read(String model, ModelInputs inputs) {
        for (Tensor input : config.inputs()) {
            if (!input.optional() && inputs.first(input.name()) == null) {
                throw failure(model, "input '" + input.name() + "' is missing (simulated)");
            }
        }
        try {
            return reader.read(model, inputs);
        } catch (IllegalArgumentException e) {
            throw failure(model, e.getMessage());
        }
    }

    @Override
    public Responses responses(ModelRequest request, List<Answer> answers) {
        return new InflightResponses(request, answers, false, true);
    }

    @Override
    public TritonError failure(String model, String text) {
        return TritonError.fromModel("in ensemble '" + model + "', " + text);
    }

    /** The queue is that of a step: the request had already reached the ensemble. */
    @Override
    public TritonError queueFull(String model, String text) {
        return failure(model, text);
    }

    /** Triton does not cancel a step that runs. */
    @Override
    public boolean cancels() {
        return false;
    }
}

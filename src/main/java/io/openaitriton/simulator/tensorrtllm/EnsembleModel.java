package io.openaitriton.simulator.tensorrtllm;

import io.openaitriton.simulator.core.ModelConfig;
import io.openaitriton.simulator.core.ModelInputs;
import io.openaitriton.simulator.core.Tensor;
import io.openaitriton.simulator.core.TritonError;
import io.openaitriton.simulator.model.Answer;
import io.openaitriton.simulator.model.ModelRequest;
import io.openaitriton.simulator.model.Responses;
import io.openaitriton.simulator.model.SimulatedModel;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The ensemble of preprocessing, engine and postprocessing that TensorRT-LLM's backend comes with. */
public final class EnsembleModel implements SimulatedModel {
    private final ModelConfig config;
    private final InflightReader reader;
    private final boolean reportsLoad;

    /** @param options {@code loras} and {@code whole} as {@link InflightReader} has them, {@code old} for the input names of 0.18 */
    public EnsembleModel(Set<String> options) {
        this.reader = InflightReader.of(options);
        this.reportsLoad = !options.contains("old");
        this.config = new ModelConfig(
                "ensemble",
                64,
                reader.decoupled(),
                InflightTensors.inputs(options.contains("old")),
                InflightTensors.OUTPUTS,
                Map.of());
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
        return reader.read(model, inputs);
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

    @Override
    public boolean reportsLoad() {
        return reportsLoad;
    }

    /** Triton does not cancel a step that runs. */
    @Override
    public boolean cancels() {
        return false;
    }
}

package io.openaitriton.simulator.model;

import io.openaitriton.simulator.core.ModelConfig;
import io.openaitriton.simulator.core.ModelInputs;
import io.openaitriton.simulator.core.TritonError;
import java.util.List;

/** A model that writes nothing. */
public abstract class InferOnly implements SimulatedModel {
    private final ModelConfig config;

    protected InferOnly(ModelConfig config) {
        this.config = config;
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    @Override
    public ModelRequest read(String model, ModelInputs inputs) {
        throw TritonError.beforeModel(400, "This model is simulated for infer only (simulated)");
    }

    @Override
    public Responses responses(ModelRequest request, List<Answer> answers) {
        throw new IllegalStateException("no request was read");
    }
}

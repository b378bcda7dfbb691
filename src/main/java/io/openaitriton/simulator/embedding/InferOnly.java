package io.openaitriton.simulator.embedding;

import io.openaitriton.simulator.core.ModelConfig;
import io.openaitriton.simulator.core.ModelInputs;
import io.openaitriton.simulator.core.TritonError;
import io.openaitriton.simulator.model.Answer;
import io.openaitriton.simulator.model.ModelRequest;
import io.openaitriton.simulator.model.Responses;
import io.openaitriton.simulator.model.SimulatedModel;
import java.util.List;

/** A model that writes nothing. */
abstract class InferOnly implements SimulatedModel {
    private final ModelConfig config;

    InferOnly(ModelConfig config) {
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

    /** Rows, one behind the other. */
    static double[] joined(List<double[]> rows) {
        double[] all = new double[rows.size() * WordVectors.DIMS];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, all, i * WordVectors.DIMS, WordVectors.DIMS);
        }
        return all;
    }
}

package io.openaitriton.simulator.tensorrtllm;

import io.openaitriton.simulator.core.ModelConfig;
import io.openaitriton.simulator.core.ModelInputs;
import io.openaitriton.simulator.core.TritonError;
import io.openaitriton.simulator.model.Answer;
import io.openaitriton.simulator.model.ModelRequest;
import io.openaitriton.simulator.model.Responses;
import io.openaitriton.simulator.model.SimulatedModel;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** TensorRT-LLM's {@code tensorrt_llm_bls}, a Python model that calls what the ensemble chains. */
public final class BlsModel implements SimulatedModel {
    private static final String INVALID = "lib.decode.RequestValidationError: ";

    private final ModelConfig config;
    private final InflightReader reader;
    private final boolean accumulate;
    private final boolean reportsLoad;

    /**
     * @param options those of the ensemble, and {@code accumulate} if each event of a stream has the whole text so far
     */
    public BlsModel(Set<String> options) {
        this.reader = InflightReader.of(options);
        this.accumulate = options.contains("accumulate");
        this.reportsLoad = !options.contains("old");
        this.config = new ModelConfig(
                "python",
                64,
                reader.decoupled(),
                InflightTensors.blsInputs(options.contains("old")),
                InflightTensors.OUTPUTS,
                // one entry: a map of several has no order
                Map.of("accumulate_tokens", Boolean.toString(accumulate)));
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    @Override
    public ModelRequest read(String model, ModelInputs inputs) {
        if (inputs.first("text_input") == null) {
            throw traceback(model, INVALID + "text_input is required");
        }
        Integer maxTokens = inputs.integer("max_tokens");
        if (maxTokens == null || maxTokens <= 0) {
            throw traceback(model, INVALID + "max_tokens must be a single value > 0");
        }
        Integer draftTokens = inputs.integer("num_draft_tokens");
        if (draftTokens != null && draftTokens > 0) {
            throw traceback(model, "Exception: cannot perform speculative decoding without draft model");
        }
        return reader.read(model, inputs);
    }

    @Override
    public Responses responses(ModelRequest request, List<Answer> answers) {
        return new InflightResponses(request, answers, accumulate, false);
    }

    @Override
    public TritonError failure(String model, String text) {
        return traceback(model, "c_python_backend_utils.TritonModelException: " + text);
    }

    /** It sends the whole of Python's traceback; the line numbers are made up. */
    private static TritonError traceback(String model, String exception) {
        return TritonError.fromModel("Traceback (most recent call last):\n  File \"/models/" + model
                + "/1/model.py\", line 240, in execute\n    for res in res_gen:\n" + exception + "\n");
    }

    @Override
    public boolean reportsLoad() {
        return reportsLoad;
    }
}

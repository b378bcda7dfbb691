package io.openaitriton.simulator.embedding;

import io.openaitriton.simulator.core.InferTensor;
import io.openaitriton.simulator.core.ModelConfig;
import io.openaitriton.simulator.core.Tensor;
import io.openaitriton.simulator.model.InferOnly;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An ONNX model that takes tokens, up to 32 texts at a time, and gives a vector for each token, or the mean of each text. */
public final class TokenEmbeddingModel extends InferOnly {
    private static final int MAX_BATCH = 32;
    private static final String STATES = "last_hidden_state";
    private static final String READY = "sentence_embedding";

    private final boolean ready;

    /** @param ready whether it gives one vector for a text */
    public TokenEmbeddingModel(boolean ready) {
        super(new ModelConfig(
                "onnxruntime",
                MAX_BATCH,
                false,
                List.of(
                        Tensor.of("input_ids", "INT64", -1),
                        Tensor.of("attention_mask", "INT64", -1),
                        new Tensor("token_type_ids", "INT64", List.of(-1), true)),
                List.of(
                        ready
                                ? Tensor.of(READY, "FP32", WordVectors.DIMS)
                                : Tensor.of(STATES, "FP32", -1, WordVectors.DIMS)),
                Map.of()));
        this.ready = ready;
    }

    @Override
    public Map<String, InferTensor> infer(String model, Map<String, InferTensor> tensors) {
        InferTensor ids = tensors.get("input_ids");
        double[] mask = tensors.get("attention_mask").numbers();
        int texts = (int) ids.shape()[0];
        int length = (int) ids.shape()[1];
        List<double[]> rows = new ArrayList<>();
        for (int text = 0; text < texts; text++) {
            double[] mean = new double[WordVectors.DIMS];
            int counted = 0;
            for (int token = 0; token < length; token++) {
                int at = text * length + token;
                // padded positions have ordinary values: only the mask marks them
                double[] state = WordVectors.of((long) ids.numbers()[at]);
                counted += (int) mask[at];
                for (int i = 0; i < state.length; i++) {
                    mean[i] += state[i] * mask[at];
                }
                if (!ready) {
                    rows.add(state);
                }
            }
            if (ready) {
                for (int i = 0; i < mean.length; i++) {
                    mean[i] /= counted;
                }
                rows.add(mean);
            }
        }
        return ready
                ? Map.of(READY, InferTensor.numbers("FP32", WordVectors.joined(rows), texts, WordVectors.DIMS))
                : Map.of(
                        STATES, InferTensor.numbers("FP32", WordVectors.joined(rows), texts, length, WordVectors.DIMS));
    }
}

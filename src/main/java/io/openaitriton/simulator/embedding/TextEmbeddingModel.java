package io.openaitriton.simulator.embedding;

import io.openaitriton.simulator.core.InferTensor;
import io.openaitriton.simulator.core.ModelConfig;
import io.openaitriton.simulator.core.Tensor;
import io.openaitriton.simulator.model.InferOnly;
import java.util.List;
import java.util.Map;

/** A Python model that takes texts, up to 64 at a time, and gives a vector for each. */
public final class TextEmbeddingModel extends InferOnly {
    private static final int MAX_BATCH = 64;

    public TextEmbeddingModel() {
        super(new ModelConfig(
                "python",
                MAX_BATCH,
                false,
                List.of(Tensor.of("TEXT", "BYTES", 1)),
                List.of(Tensor.of("EMBEDDING", "FP32", WordVectors.DIMS)),
                Map.of()));
    }

    @Override
    public Map<String, InferTensor> infer(String model, Map<String, InferTensor> tensors) {
        List<String> texts = tensors.get("TEXT").texts();
        double[] vectors =
                WordVectors.joined(texts.stream().map(WordVectors::of).toList());
        return Map.of("EMBEDDING", InferTensor.numbers("FP32", vectors, texts.size(), WordVectors.DIMS));
    }
}

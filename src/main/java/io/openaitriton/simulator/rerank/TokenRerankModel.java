package io.openaitriton.simulator.rerank;

import io.openaitriton.simulator.core.InferTensor;
import io.openaitriton.simulator.core.ModelConfig;
import io.openaitriton.simulator.core.Tensor;
import io.openaitriton.simulator.model.InferOnly;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An ONNX model that takes the tokens of pairs, up to 32 at a time, and gives a logit for each, or two. */
public final class TokenRerankModel extends InferOnly {
    private static final int MAX_BATCH = 32;
    /** From the logit of a pair with nothing in common to that of one with all. */
    private static final double RANGE = 8;

    private final boolean two;

    /** @param two whether it gives two logits for a pair, of which the second is that of relevance */
    public TokenRerankModel(boolean two) {
        super(new ModelConfig(
                "onnxruntime",
                MAX_BATCH,
                false,
                List.of(
                        Tensor.of("input_ids", "INT64", -1),
                        Tensor.of("attention_mask", "INT64", -1),
                        Tensor.of("token_type_ids", "INT64", -1)),
                List.of(Tensor.of("logits", "FP32", two ? 2 : 1)),
                Map.of()));
        this.two = two;
    }

    @Override
    public Map<String, InferTensor> infer(String model, Map<String, InferTensor> tensors) {
        InferTensor ids = tensors.get("input_ids");
        int pairs = (int) ids.shape()[0];
        int width = two ? 2 : 1;
        double[] logits = new double[pairs * width];
        for (int pair = 0; pair < pairs; pair++) {
            double logit = RANGE * share(pair, ids, tensors) - RANGE / 2;
            logits[pair * width] = two ? -logit / 2 : logit;
            if (two) {
                logits[pair * width + 1] = logit / 2;
            }
        }
        return Map.of("logits", InferTensor.numbers("FP32", logits, pairs, width));
    }

    /** How many of the first text's tokens the second has, of those that are not padding. */
    private static double share(int pair, InferTensor ids, Map<String, InferTensor> tensors) {
        double[] mask = tensors.get("attention_mask").numbers();
        double[] types = tensors.get("token_type_ids").numbers();
        int length = (int) ids.shape()[1];
        Set<Integer> first = new HashSet<>();
        Set<Integer> second = new HashSet<>();
        for (int at = pair * length; at < (pair + 1) * length; at++) {
            if (mask[at] != 0) {
                (types[at] == 0 ? first : second).add((int) ids.numbers()[at]);
            }
        }
        return TextRerankModel.Shared.share(first, second);
    }
}

package io.openaitriton.triton.tensor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The inputs and outputs of a model.
 *
 * @param maxBatchSize most requests in a call, in a first dimension that every tensor then has; 0 for a model whose tensors are as declared
 * @param decoupled whether a call may have any number of answers; {@code infer} refuses such a model
 */
public record ModelSignature(int maxBatchSize, boolean decoupled, List<TensorSpec> inputs, List<TensorSpec> outputs) {

    /** @param config the answer of {@code GET /v2/models/<model>/config} */
    public static ModelSignature of(JsonNode config) {
        return new ModelSignature(
                config.path("max_batch_size").asInt(),
                config.path("model_transaction_policy").path("decoupled").asBoolean(),
                tensors(config.path("input")),
                tensors(config.path("output")));
    }

    private static List<TensorSpec> tensors(JsonNode list) {
        List<TensorSpec> tensors = new ArrayList<>();
        for (JsonNode tensor : list) {
            List<Long> dims = new ArrayList<>();
            tensor.path("dims").forEach(dim -> dims.add(dim.asLong()));
            tensors.add(new TensorSpec(
                    tensor.path("name").asText(),
                    DataType.of(tensor.path("data_type").asText()),
                    List.copyOf(dims),
                    tensor.path("optional").asBoolean()));
        }
        return List.copyOf(tensors);
    }

    /** The input with this name; null if there is none. */
    public TensorSpec input(String name) {
        return find(inputs, name);
    }

    /** The output with this name; null if there is none. */
    public TensorSpec output(String name) {
        return find(outputs, name);
    }

    private static TensorSpec find(List<TensorSpec> tensors, String name) {
        for (TensorSpec tensor : tensors) {
            if (tensor.name().equals(name)) {
                return tensor;
            }
        }
        return null;
    }

    /** Whether its tensors have a batch dimension before the declared ones. */
    public boolean isBatching() {
        return maxBatchSize > 0;
    }
}

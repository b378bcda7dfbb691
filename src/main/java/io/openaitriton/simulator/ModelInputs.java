package io.openaitriton.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * What Triton hands to a model: tensors and request parameters.
 *
 * @param id request id, "" when the request had none
 * @param tensors elements of each input tensor, by its name
 * @param parameters every other scalar of the request, the id among them
 */
record ModelInputs(String id, Map<String, List<JsonNode>> tensors, Map<String, JsonNode> parameters) {

    /** The first element of a BYTES tensor, or null. */
    String text(String tensor) {
        List<JsonNode> elements = tensors.get(tensor);
        return elements == null || elements.isEmpty() ? null : elements.get(0).textValue();
    }

    /** The first element of a BOOL tensor, or null. */
    Boolean flag(String tensor) {
        List<JsonNode> elements = tensors.get(tensor);
        return elements == null || elements.isEmpty() ? null : elements.get(0).booleanValue();
    }
}

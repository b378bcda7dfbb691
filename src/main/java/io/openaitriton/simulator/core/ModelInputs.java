package io.openaitriton.simulator.core;

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
public record ModelInputs(String id, Map<String, List<JsonNode>> tensors, Map<String, JsonNode> parameters) {

    /** The first element of a BYTES tensor, or null. */
    public String text(String tensor) {
        JsonNode first = first(tensor);
        return first == null ? null : first.textValue();
    }

    /** All elements of a BYTES tensor but empty ones, which stand for none; none when it is absent. */
    public List<String> texts(String tensor) {
        return tensors.getOrDefault(tensor, List.of()).stream()
                .map(JsonNode::textValue)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /** The first element of a BOOL tensor, or null. */
    public Boolean flag(String tensor) {
        JsonNode first = first(tensor);
        return first == null ? null : (Boolean) first.booleanValue();
    }

    /** The first element of an INT32 tensor, or null; Triton cuts longer numbers to their lowest 32 bits. */
    public Integer integer(String tensor) {
        JsonNode first = first(tensor);
        return first == null ? null : (Integer) (int) first.longValue();
    }

    /** The first element of a tensor of any type, or null. */
    public JsonNode first(String tensor) {
        List<JsonNode> elements = tensors.get(tensor);
        return elements == null || elements.isEmpty() ? null : elements.get(0);
    }
}

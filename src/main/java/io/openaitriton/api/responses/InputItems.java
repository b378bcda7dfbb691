package io.openaitriton.api.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The items that a response was made of, as {@code GET /v1/responses/{id}/input_items} lists them: each with an id, and content as a list of parts. */
final class InputItems {
    private static final Map<String, String> PREFIXES = Map.of(
            "message", "msg_",
            "reasoning", "rs_",
            "function_call", "fc_",
            "function_call_output", "fco_",
            "custom_tool_call", "ctc_",
            "custom_tool_call_output", "ctco_");

    private final List<ObjectNode> items = new ArrayList<>();

    /** The input of a response. */
    void addInput(String response, JsonNode input) {
        for (int i = 0; i < input.size(); i++) {
            items.add(whole(response, i, (ObjectNode) input.get(i)));
        }
    }

    /** The output of one before it. */
    void addOutput(JsonNode output) {
        output.forEach(item -> items.add((ObjectNode) item));
    }

    private static ObjectNode whole(String response, int index, ObjectNode item) {
        String type = item.path("type").asText("message");
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        JsonNode id = item.get("id");
        whole.set(
                "id",
                id != null && id.isTextual()
                        ? id
                        : whole.textNode(ResponseId.ofInput(PREFIXES.getOrDefault(type, "item_"), response, index)));
        whole.put("type", type);
        whole.put("status", Items.COMPLETED);
        ObjectNode others = item.deepCopy();
        others.remove(List.of("id", "type"));
        whole.setAll(others);
        if (type.equals("message") && item.path("content").isTextual()) {
            whole.putArray("content")
                    .add(part(item.path("role").asText(), item.path("content").textValue()));
        }
        if (type.equals("reasoning") && !whole.has("summary")) {
            whole.putArray("summary");
        }
        return whole;
    }

    private static ObjectNode part(String role, String text) {
        boolean said = role.equals("assistant");
        ObjectNode part = JsonNodeFactory.instance
                .objectNode()
                .put("type", said ? "output_text" : "input_text")
                .put("text", text);
        if (said) {
            part.putArray("annotations");
        }
        return part;
    }

    /**
     * Some of them.
     *
     * @param after id of the item before the first, or null
     * @throws io.openaitriton.generation.ApiException 400 when there is none such
     */
    ObjectNode page(int limit, boolean descending, String after) {
        List<ObjectNode> ordered = new ArrayList<>(items);
        if (descending) {
            Collections.reverse(ordered);
        }
        int from = after == null ? 0 : place(ordered, after) + 1;
        List<ObjectNode> shown = ordered.subList(from, Math.min(ordered.size(), from + limit));
        ObjectNode page = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = page.putArray("data");
        data.addAll(shown);
        page.put("first_id", shown.isEmpty() ? null : shown.get(0).path("id").asText());
        page.put(
                "last_id",
                shown.isEmpty() ? null : shown.get(shown.size() - 1).path("id").asText());
        return page.put("has_more", from + shown.size() < ordered.size());
    }

    private static int place(List<ObjectNode> items, String id) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).path("id").asText().equals(id)) {
                return i;
            }
        }
        throw Invalid.value("after", "no item of this response has the id '" + id + "'");
    }
}

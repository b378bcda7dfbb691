package io.openaitriton.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON that several requests share: each attempt to change it throws {@link UnsupportedOperationException}. A {@code deepCopy} can be changed. */
final class FrozenJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private FrozenJson() {}

    /** A copy of the list, and of all that is in it. */
    static SharedTools list(List<JsonNode> values) {
        List<JsonNode> frozen = new ArrayList<>(values.size());
        values.forEach(value -> frozen.add(node(value)));
        return new SharedTools(frozen);
    }

    private static JsonNode node(JsonNode node) {
        if (node instanceof ObjectNode object) {
            Map<String, JsonNode> fields = new LinkedHashMap<>();
            object.properties().forEach(field -> fields.put(field.getKey(), node(field.getValue())));
            return new ObjectNode(NODES, Collections.unmodifiableMap(fields));
        }
        if (node instanceof ArrayNode array) {
            List<JsonNode> elements = new ArrayList<>(array.size());
            array.forEach(element -> elements.add(node(element)));
            return new ArrayNode(NODES, Collections.unmodifiableList(elements));
        }
        return node;
    }
}

package io.openaitriton.simulator.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A text that keeps to a constraint of vLLM's structured outputs, as far as its shape goes. */
final class StructuredOutput {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private StructuredOutput() {}

    /** A value of the JSON schema, the first choice, or else a fixed object; regex and grammar are not followed. */
    static String of(JsonNode structure) {
        JsonNode choice = structure.path("choice").path(0);
        if (choice.isTextual()) {
            return choice.textValue();
        }
        JsonNode schema = structure.path("json");
        return schema.path("type").isTextual() || schema.has("properties")
                ? value(schema).toString()
                : "{\"answer\": 42}";
    }

    private static JsonNode value(JsonNode schema) {
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.path("enum").has(0)) {
            return schema.get("enum").get(0);
        }
        return switch (schema.path("type").asText(schema.has("properties") ? "object" : "string")) {
            case "object" -> object(schema);
            case "array" -> NODES.arrayNode().add(value(schema.path("items")));
            case "integer" -> NODES.numberNode(42);
            case "number" -> NODES.numberNode(4.2);
            case "boolean" -> NODES.booleanNode(true);
            case "null" -> NODES.nullNode();
            default -> NODES.textNode("simulated");
        };
    }

    private static ObjectNode object(JsonNode schema) {
        ObjectNode object = NODES.objectNode();
        schema.path("properties")
                .properties()
                .forEach(property -> object.set(property.getKey(), value(property.getValue())));
        return object;
    }
}

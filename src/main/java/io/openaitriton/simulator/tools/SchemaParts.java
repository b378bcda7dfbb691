package io.openaitriton.simulator.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Puts a JSON schema together from what it refers to and what it is composed of. */
final class SchemaParts {
    /** Deeper than this no value is made. */
    static final int MAX_DEPTH = 40;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> COMPOSED = List.of("anyOf", "oneOf");

    private final JsonNode root;

    /** @param root where references point to */
    SchemaParts(JsonNode root) {
        this.root = root;
    }

    /** Without references and compositions: all of allOf, the first of anyOf and oneOf that is not null. */
    JsonNode resolved(JsonNode given, int depth) {
        JsonNode schema = given;
        for (int steps = 0; steps < MAX_DEPTH && schema.isObject(); steps++) {
            JsonNode next = schema.has("$ref")
                    ? merged(schema, "$ref", List.of(target(schema.get("$ref").asText())))
                    : schema.has("allOf") ? merged(schema, "allOf", list(schema.get("allOf"))) : option(schema, depth);
            if (next == null) {
                return schema;
            }
            schema = next;
        }
        return schema;
    }

    private JsonNode option(JsonNode schema, int depth) {
        for (String composed : COMPOSED) {
            if (schema.path(composed).has(0)) {
                List<JsonNode> options = list(schema.get(composed));
                JsonNode first = options.stream()
                        .filter(option -> !option.path("type").asText().equals("null"))
                        .filter(option -> depth < MAX_DEPTH / 2 || !option.has("$ref"))
                        .findFirst()
                        .orElse(options.get(options.size() - 1));
                return merged(schema, composed, List.of(first));
            }
        }
        return null;
    }

    private static ObjectNode merged(JsonNode schema, String without, List<JsonNode> parts) {
        ObjectNode merged = NODES.objectNode();
        List<JsonNode> all =
                new ArrayList<>(List.of(((ObjectNode) schema).deepCopy().without(without)));
        all.addAll(parts);
        for (JsonNode part : all) {
            part.properties().forEach(member -> {
                JsonNode there = merged.get(member.getKey());
                if (there instanceof ObjectNode object && member.getValue().isObject()) {
                    object.setAll((ObjectNode) member.getValue());
                } else if (there instanceof ArrayNode array && member.getKey().equals("required")) {
                    member.getValue().forEach(array::add);
                } else {
                    merged.set(member.getKey(), member.getValue().deepCopy());
                }
            });
        }
        return merged;
    }

    private JsonNode target(String reference) {
        if (!reference.startsWith("#")) {
            return NODES.objectNode();
        }
        try {
            return root.at(reference.substring(1));
        } catch (IllegalArgumentException e) {
            return NODES.objectNode();
        }
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> list = new ArrayList<>();
        array.forEach(list::add);
        return list;
    }
}

package io.openaitriton.triton.enforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Set;

/** The references within a JSON schema, {@code "$ref": "#/..."}, which are relative to the top of the schema. */
final class References {
    /** Keys of definitions in schemas: since draft 2019-09, and before. */
    static final List<String> DEFINITIONS = List.of("$defs", "definitions");

    /** Their values are data, not schemas. */
    private static final Set<String> DATA = Set.of("enum", "const", "default", "examples");

    private final JsonNode schema;

    References(JsonNode schema) {
        this.schema = schema;
    }

    /** True if all references are to definitions at the top. */
    boolean areToDefinitionsOnly() {
        return areToDefinitionsOnly(schema);
    }

    private boolean areToDefinitionsOnly(JsonNode node) {
        if (node.isObject()) {
            for (var member : node.properties()) {
                boolean fits = isReference(member.getKey(), member.getValue())
                        ? isToDefinition(member.getValue().textValue())
                        : DATA.contains(member.getKey()) || areToDefinitionsOnly(member.getValue());
                if (!fits) {
                    return false;
                }
            }
        }
        for (JsonNode element : node.isArray() ? node : JsonNodeFactory.instance.arrayNode()) {
            if (!areToDefinitionsOnly(element)) {
                return false;
            }
        }
        return true;
    }

    /** The schema with its references adapted to a new place. */
    JsonNode within(String place) {
        return within(place, schema);
    }

    private static JsonNode within(String place, JsonNode node) {
        if (node.isArray()) {
            ArrayNode changed = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> changed.add(within(place, element)));
            return changed;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode changed = JsonNodeFactory.instance.objectNode();
        node.properties().forEach(member -> {
            JsonNode value = member.getValue();
            if (isReference(member.getKey(), value)) {
                changed.set(
                        member.getKey(), new TextNode(place + value.textValue().substring(1)));
            } else {
                changed.set(member.getKey(), DATA.contains(member.getKey()) ? value : within(place, value));
            }
        });
        return changed;
    }

    /** The value of a property named {@code $ref} is a schema; that of a reference is a string. */
    private static boolean isReference(String key, JsonNode value) {
        return key.equals("$ref") && value.isTextual() && value.textValue().startsWith("#");
    }

    private static boolean isToDefinition(String reference) {
        return DEFINITIONS.stream().anyMatch(kind -> reference.startsWith("#/" + kind + "/"));
    }
}

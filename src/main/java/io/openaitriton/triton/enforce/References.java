package io.openaitriton.triton.enforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Set;

/** The references within a JSON schema, {@code "$ref": "#/..."}, which count from the top of the schema. */
final class References {
    /** Where schemas keep what they refer to: since draft 2019-09, and before. */
    static final List<String> DEFINITIONS = List.of("$defs", "definitions");

    /** Their values are data, not schemas. */
    private static final Set<String> DATA = Set.of("enum", "const", "default", "examples");

    private final JsonNode schema;

    References(JsonNode schema) {
        this.schema = schema;
    }

    /** True when nothing refers to the schema itself, or to a part of it that is no definition at its top. */
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

    /** The schema with its references changed to those of one that stands at another place. */
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

    /** A property that is named {@code $ref} has a schema for its value, a reference a text. */
    private static boolean isReference(String key, JsonNode value) {
        return key.equals("$ref") && value.isTextual() && value.textValue().startsWith("#");
    }

    private static boolean isToDefinition(String reference) {
        return DEFINITIONS.stream().anyMatch(kind -> reference.startsWith("#/" + kind + "/"));
    }
}

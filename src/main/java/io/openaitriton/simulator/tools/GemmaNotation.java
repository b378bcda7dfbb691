package io.openaitriton.simulator.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.simulator.core.LooseJson;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Gemma's notation of schemas and arguments. */
final class GemmaNotation {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private GemmaNotation() {}

    /** A schema with types in lower case; of several types the template prints a list in Python's notation. */
    static JsonNode schema(JsonNode given) {
        if (given.isArray()) {
            ArrayNode array = NODES.arrayNode();
            given.forEach(element -> array.add(schema(element)));
            return array;
        }
        ObjectNode schema = NODES.objectNode();
        if (!given.isObject()) {
            return given.isMissingNode() ? schema : given;
        }
        given.properties().forEach(property -> {
            JsonNode value = property.getValue();
            if (property.getKey().equals("type") && value.isTextual()) {
                String type = value.textValue().toLowerCase(Locale.ROOT);
                schema.set("type", type.startsWith("[") ? LooseJson.of(type) : NODES.textNode(type));
            } else {
                schema.set(property.getKey(), schema(value));
            }
        });
        return schema;
    }

    /** The members of an object, without its braces. */
    static String members(JsonNode object) {
        return object.properties().stream()
                .map(member -> member.getKey() + ":" + value(member.getValue()))
                .collect(Collectors.joining(","));
    }

    private static String value(JsonNode value) {
        if (value.isTextual()) {
            return "<|\"|>" + value.textValue() + "<|\"|>";
        }
        if (value.isObject()) {
            return "{" + members(value) + "}";
        }
        return value.isArray()
                ? StreamSupport.stream(value.spliterator(), false)
                        .map(GemmaNotation::value)
                        .collect(Collectors.joining(",", "[", "]"))
                : value.toString();
    }
}

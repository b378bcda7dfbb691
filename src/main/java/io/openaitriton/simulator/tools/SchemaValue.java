package io.openaitriton.simulator.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value that satisfies a JSON schema, taken from the user's words where they have one that fits. */
public final class SchemaValue {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MAX_DEPTH = SchemaParts.MAX_DEPTH;
    private static final int MAX_ITEMS = 1000;
    private final SchemaParts schemas;

    private final Hints hints;

    /** Whether objects have all their properties, not only what is required. */
    private final boolean all;

    private SchemaValue(JsonNode root, Hints hints, boolean all) {
        this.schemas = new SchemaParts(root);
        this.hints = hints;
        this.all = all;
    }

    /** A value with every property that the schema has. */
    public static JsonNode whole(JsonNode schema) {
        return new SchemaValue(schema, Hints.NONE, true).value(schema, "", 0);
    }

    /** A value for that property, from the user's words where they have one. */
    static JsonNode of(JsonNode schema, String property, Hints hints) {
        return new SchemaValue(schema, hints, false).value(schema, property, 0);
    }

    /** Arguments of a call: what the schema requires, and what else the user's words have a value for. */
    static ObjectNode arguments(JsonNode schema, Hints hints) {
        JsonNode value = new SchemaValue(schema, hints, false).value(schema, "", 0);
        return value instanceof ObjectNode object ? object : NODES.objectNode();
    }

    private JsonNode value(JsonNode given, String name, int depth) {
        JsonNode schema = schemas.resolved(given, depth);
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.path("enum").has(0)) {
            return choice(schema.get("enum"));
        }
        if (schema.has("default") && !schema.get("default").isNull() && !all) {
            return schema.get("default");
        }
        if (depth > MAX_DEPTH) {
            return NODES.nullNode();
        }
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, name, depth);
            case "integer" -> SchemaNumber.of(schema, true, name, hints);
            case "number" -> SchemaNumber.of(schema, false, name, hints);
            case "boolean" -> NODES.booleanNode(true);
            case "null" -> NODES.nullNode();
            default -> NODES.textNode(SchemaText.of(schema, name, hints));
        };
    }

    private JsonNode choice(JsonNode values) {
        for (JsonNode value : values) {
            if (value.isTextual() && hints.mentions(value.textValue())) {
                return value;
            }
        }
        return values.get(0);
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (!one.asText().equals("null")) {
                    return one.asText();
                }
            }
            return "null";
        }
        if (type.isTextual()) {
            return type.textValue();
        }
        if (schema.has("properties") || schema.has("required") || schema.has("minProperties")) {
            return "object";
        }
        if (schema.has("items") || schema.has("prefixItems") || schema.has("minItems")) {
            return "array";
        }
        return schema.has("minimum") || schema.has("maximum") || schema.has("multipleOf") ? "number" : "string";
    }

    private ObjectNode object(JsonNode schema, int depth) {
        Map<String, JsonNode> properties = new LinkedHashMap<>();
        schema.path("properties").properties().forEach(member -> properties.put(member.getKey(), member.getValue()));
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        ObjectNode object = NODES.objectNode();
        properties.forEach((name, property) -> {
            boolean deep = depth > MAX_DEPTH / 4;
            if (required.contains(name) || all && !deep || isSaid(name, property, depth)) {
                object.set(name, value(property, name, depth + 1));
            }
        });
        for (String name : required) {
            if (!object.has(name)) {
                object.set(name, value(schema.path("additionalProperties"), name, depth + 1));
            }
        }
        int least = schema.path("minProperties").asInt();
        for (Map.Entry<String, JsonNode> property : properties.entrySet()) {
            if (object.size() < least && !object.has(property.getKey())) {
                object.set(property.getKey(), value(property.getValue(), property.getKey(), depth + 1));
            }
        }
        for (int i = 1; object.size() < Math.min(least, MAX_ITEMS); i++) {
            object.set("key" + i, value(schema.path("additionalProperties"), "key" + i, depth + 1));
        }
        return object;
    }

    /** Whether the user's words have a value for a property that may be left out. */
    private boolean isSaid(String name, JsonNode property, int depth) {
        JsonNode schema = schemas.resolved(property, depth);
        if (schema.path("enum").has(0)) {
            return hints.mentions(choice(schema.get("enum")).asText());
        }
        if (type(schema).equals("integer") || type(schema).equals("number")) {
            return hints.count(name) != null;
        }
        return type(schema).equals("string") && SchemaText.isPlain(schema) && SchemaText.isSaid(schema, name, hints);
    }

    private ArrayNode array(JsonNode schema, String name, int depth) {
        ArrayNode array = NODES.arrayNode();
        JsonNode prefix = schema.path("prefixItems");
        int size = Math.max(schema.path("minItems").asInt(depth > MAX_DEPTH / 4 ? 0 : 1), prefix.size());
        size = Math.min(Math.min(size, schema.path("maxItems").asInt(MAX_ITEMS)), MAX_ITEMS);
        boolean unique = schema.path("uniqueItems").asBoolean();
        for (int i = 0; i < size; i++) {
            JsonNode items = prefix.has(i) ? prefix.get(i) : schema.path("items");
            JsonNode item = value(items, name, depth + 1);
            array.add(unique && i > 0 ? another(items, item, i, depth) : item);
        }
        return array;
    }

    private JsonNode another(JsonNode items, JsonNode item, int index, int depth) {
        JsonNode values = schemas.resolved(items, depth).path("enum");
        if (values.has(index)) {
            return values.get(index);
        }
        if (item.isTextual()) {
            return NODES.textNode(item.textValue() + index);
        }
        return item.isNumber() ? SchemaNumber.after(item, schemas.resolved(items, depth), index) : item;
    }
}

package io.openaitriton.response.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Makes JSON of a parameter that a model wrote as raw text, by the types that the tool's schema allows: null, then numbers, booleans, objects and lists, else a string. A parameter without
 * a type is a string.
 */
public final class SchemaTyping {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MAX_REFERENCES = 16;
    /** Names that models give to a parameter that holds all arguments. */
    private static final Set<String> WRAPPERS = Set.of("arguments", "input");

    private final JsonNode schema;

    /** @param schema of the arguments of a tool, or null */
    public SchemaTyping(JsonNode schema) {
        this.schema = schema;
    }

    /** True when a parameter can be nothing but a string: then its text need not be complete to be handed on. */
    public boolean isString(String parameter) {
        Set<String> types = types(parameter);
        return types.isEmpty() || types.equals(Set.of("string"));
    }

    /** True when the schema says that a parameter is a string, and nothing else. */
    public boolean isTypedString(String parameter) {
        return types(parameter).equals(Set.of("string"));
    }

    /** True when a parameter may hold all arguments, because the schema does not have it. */
    public boolean mayWrap(String parameter) {
        JsonNode properties = schema == null ? null : schema.path("properties");
        return WRAPPERS.contains(parameter)
                && properties != null
                && !properties.isEmpty()
                && !properties.has(parameter);
    }

    /** What an object of parameters holds, without its braces; null for anything else. */
    public String members(String raw) {
        String text = raw.strip();
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                if (!schema.path("properties").has(parser.currentName())) {
                    return null;
                }
                parser.nextToken();
                parser.skipChildren();
            }
            return parser.nextToken() == null
                    ? text.substring(1, text.length() - 1).strip()
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** The JSON of a parameter. */
    public String json(String parameter, String raw) {
        return json(raw, types(parameter));
    }

    /** The JSON of text that is JSON as its tag says; a string when it is none. */
    public static String json(String raw) {
        return isJson(raw, null) ? raw.strip() : JsonText.quote(raw);
    }

    private static String json(String raw, Set<String> types) {
        String text = raw.strip();
        if (types.contains("null") && (text.equals("null") || text.equals("None"))) {
            return "null";
        }
        boolean integer = types.contains("integer") && text.matches("-?(?:0|[1-9][0-9]*)");
        if (integer || types.contains("number") && JsonText.isNumber(text)) {
            return text;
        }
        if (types.contains("boolean")) {
            switch (text) {
                case "true", "True" -> {
                    return "true";
                }
                case "false", "False" -> {
                    return "false";
                }
                default -> {
                    // a string, then
                }
            }
        }
        String nested = types.contains("object") ? nested(text, '{', JsonToken.START_OBJECT) : null;
        if (nested == null && types.contains("array")) {
            nested = nested(text, '[', JsonToken.START_ARRAY);
        }
        return nested == null ? JsonText.quote(raw) : nested;
    }

    private static String nested(String text, char first, JsonToken start) {
        if (text.isEmpty() || text.charAt(0) != first) {
            return null;
        }
        if (isJson(text, start)) {
            return text;
        }
        String unescaped = unescaped(text);
        if (unescaped != null && isJson(unescaped, start)) {
            return unescaped;
        }
        StringBuilder json = new StringBuilder(text.length());
        LiteralReader reader = new LiteralReader(null, key -> false, json);
        int at = 0;
        try {
            while (at < text.length() && !reader.isDone()) {
                reader.take(text.charAt(at++));
            }
        } catch (IllegalArgumentException e) {
            return null;
        }
        return reader.isComplete() && at == text.length() && isJson(json.toString(), start) ? json.toString() : null;
    }

    /** Text that is escaped as if it stood in a JSON string; null if it is not. */
    private static String unescaped(String text) {
        if (!text.contains("\\\"")) {
            return null;
        }
        try (JsonParser parser = JSON.createParser('"' + text + '"')) {
            parser.nextToken();
            String unescaped = parser.getText();
            return parser.nextToken() == null ? unescaped : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static boolean isJson(String text, JsonToken start) {
        try (JsonParser parser = JSON.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null || start != null && first != start) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** JSON Schema's name of a type that a schema calls as a programming language does. */
    private static String standard(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "int", "int32", "int64", "long", "short", "uint" -> "integer";
            case "float", "double", "decimal", "num" -> "number";
            case "bool" -> "boolean";
            case "dict", "map", "struct" -> "object";
            case "list", "tuple", "set" -> "array";
            case "str", "text" -> "string";
            case "none" -> "null";
            default -> type;
        };
    }

    /** The types of a schema that lists its values, or has keys of one type only. */
    private static void impliedTypes(JsonNode of, Set<String> types) {
        of.path("enum").forEach(value -> types.add(typeOf(value)));
        if (of.has("const")) {
            types.add(typeOf(of.get("const")));
        }
        if (of.has("properties")) {
            types.add("object");
        }
        if (of.has("items")) {
            types.add("array");
        }
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case BOOLEAN -> "boolean";
            case NULL -> "null";
            case OBJECT -> "object";
            case ARRAY -> "array";
            default -> "string";
        };
    }

    private Set<String> types(String parameter) {
        Set<String> types = new LinkedHashSet<>();
        if (schema != null) {
            collect(schema.path("properties").path(parameter), types, MAX_REFERENCES);
        }
        return types;
    }

    private void collect(JsonNode of, Set<String> types, int left) {
        JsonNode type = of.path("type");
        if (type.isTextual()) {
            types.add(standard(type.textValue()));
        }
        type.forEach(one -> types.add(standard(one.asText())));
        if (type.isMissingNode()) {
            impliedTypes(of, types);
        }
        if (of.path("nullable").asBoolean()) {
            types.add("null");
        }
        if (left > 0) {
            for (String union : new String[] {"anyOf", "oneOf", "allOf"}) {
                of.path(union).forEach(one -> collect(one, types, left - 1));
            }
            String reference = of.path("$ref").asText("");
            if (reference.startsWith("#/")) {
                collect(schema.at(reference.substring(1)), types, left - 1);
            }
        }
    }
}

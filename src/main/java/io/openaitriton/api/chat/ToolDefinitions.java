package io.openaitriton.api.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import io.openaitriton.api.json.SharedTools;
import io.openaitriton.generation.ApiException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks the tools that a request defines. A wrong definition would fail in the middle of a chat template, or in the backend's grammar. */
final class ToolDefinitions {
    /** OpenAI's limit. Agents with several MCP servers send more. */
    private static final int OPENAI_TOOLS = 128;

    private static final int MAX_TOOLS = 1024;

    /** OpenAI limits the texts of a schema to 120,000 characters in total. */
    private static final int MAX_CHARACTERS = 128 * 1024;

    /** OpenAI's limit. */
    static final int LONGEST_NAME = 64;

    private static final String STRICT_NAME = "letters, digits, '_' or '-'";
    /** The dot comes from the Model Context Protocol, not from OpenAI: {@code files.open}. No tool format uses it as a mark. */
    private static final String NAME = "letters, digits, '_', '-' or '.'";

    private static final Pattern STRICT_PATTERN = Pattern.compile("[a-zA-Z0-9_-]+");
    private static final Pattern PATTERN = Pattern.compile("[a-zA-Z0-9_.-]+");

    private record Rules(int longestName, boolean strict) {}

    private ToolDefinitions() {}

    /**
     * Checks all of them.
     *
     * @param tools null for none
     * @param longestName characters that a name may have
     * @param strict whether they must keep OpenAI's limits where models take more
     * @throws ApiException 400, naming the first field at fault
     */
    static void check(List<JsonNode> tools, int longestName, boolean strict) {
        if (tools != null) {
            SharedTools.derived(tools, new Rules(longestName, strict), () -> {
                checkAll(tools, longestName, strict);
                return true;
            });
        }
    }

    private static void checkAll(List<JsonNode> tools, int longestName, boolean strict) {
        int most = strict ? OPENAI_TOOLS : MAX_TOOLS;
        if (tools.size() > most) {
            throw invalid("tools", "expected at most " + most + " tools, but got " + tools.size());
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < tools.size(); i++) {
            String at = "tools[" + i + "]";
            JsonNode function = function(at, tools.get(i));
            String name = function.get("name").textValue();
            name(at + ".function.name", name, longestName, strict);
            if (!names.add(name)) {
                throw invalid(at + ".function.name", "another tool has the name '" + name + "'");
            }
            parameters(at + ".function.parameters", function.get("parameters"));
            if (characters(tools.get(i)) > MAX_CHARACTERS) {
                throw invalid(at, "the definition is longer than " + MAX_CHARACTERS + " characters");
            }
        }
    }

    private static JsonNode function(String at, JsonNode tool) {
        JsonNode function = FieldShapes.function(at, tool);
        if (function == null) {
            throw ApiException.invalid(
                    at + ".type",
                    "Invalid value for '" + at + ".type': expected 'function', the only type of tool that models"
                            + " support, but got '" + tool.get("type").textValue() + "'.");
        }
        FieldShapes.type(at + ".function.description", function.get("description"), JsonNodeType.STRING, "a string");
        FieldShapes.type(at + ".function.strict", function.get("strict"), JsonNodeType.BOOLEAN, "a boolean");
        return function;
    }

    private static void name(String param, String name, int longest, boolean strict) {
        if (name.length() > longest) {
            throw invalid(param, "expected at most " + longest + " characters, but got " + name.length());
        }
        if (!(strict ? STRICT_PATTERN : PATTERN).matcher(name).matches()) {
            throw invalid(param, "expected " + (strict ? STRICT_NAME : NAME) + ", but got '" + name + "'");
        }
    }

    /** A call always has an object as arguments, so a schema of any other type can never match. */
    private static void parameters(String param, JsonNode parameters) {
        FieldShapes.type(param, parameters, JsonNodeType.OBJECT, "an object");
        if (!FieldShapes.isThere(parameters)) {
            return;
        }
        JsonNode type = parameters.get("type");
        if (FieldShapes.isThere(type) && !isObject(type)) {
            throw invalid(param, "expected a JSON schema of type 'object', but its type is " + type);
        }
        FieldShapes.type(param + ".properties", parameters.get("properties"), JsonNodeType.OBJECT, "an object");
        FieldShapes.type(param + ".required", parameters.get("required"), JsonNodeType.ARRAY, "an array");
    }

    private static boolean isObject(JsonNode type) {
        if (type.isArray()) {
            for (JsonNode one : type) {
                if ("object".equals(one.textValue())) {
                    return true;
                }
            }
        }
        return "object".equals(type.textValue());
    }

    /** Of names and texts, with one for each other value. */
    private static long characters(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue().length();
        }
        long characters = 1;
        if (node.isObject()) {
            for (var entry : node.properties()) {
                characters += entry.getKey().length() + characters(entry.getValue());
            }
        } else if (node.isArray()) {
            for (JsonNode element : node) {
                characters += characters(element);
            }
        }
        return characters;
    }

    private static ApiException invalid(String param, String why) {
        return ApiException.invalid(param, "Invalid '" + param + "': " + why + ".");
    }
}

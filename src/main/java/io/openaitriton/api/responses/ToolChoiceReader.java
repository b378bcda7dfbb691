package io.openaitriton.api.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;

/** A {@code tool_choice} of this API as a chat request has it. */
final class ToolChoiceReader {
    private static final String FIELD = "tool_choice";

    private ToolChoiceReader() {}

    /**
     * The choice, or null for none.
     *
     * @throws io.openaitriton.generation.ApiException 400, param {@code tool_choice}
     */
    static JsonNode read(JsonNode choice, ToolTable tools) {
        if (!Invalid.isThere(choice)) {
            return null;
        }
        if (choice.isTextual()) {
            // without tools the model calls nothing, even if OpenAI's servers would have run a tool
            return choice;
        }
        String type = choice.path("type").asText();
        return switch (type) {
            case "function", "custom" -> function(name(choice, tools));
            case "allowed_tools" -> allowed(choice, tools);
            default ->
                throw Invalid.value(
                        FIELD,
                        ToolTable.isHosted(type)
                                ? "this server runs no tools, so none of type '" + type + "'"
                                : "expected 'auto', 'none', 'required', or an object whose 'type' is 'function',"
                                        + " 'custom' or 'allowed_tools'");
        };
    }

    private static JsonNode allowed(JsonNode choice, ToolTable tools) {
        ObjectNode read = JsonNodeFactory.instance.objectNode().put("type", "allowed_tools");
        ObjectNode allowed = read.putObject("allowed_tools");
        allowed.set("mode", choice.path("mode"));
        if (!choice.path("tools").isArray() || choice.path("tools").isEmpty()) {
            throw Invalid.value(FIELD, "expected at least one tool in its 'tools'");
        }
        JsonNode mode = choice.path("mode");
        for (JsonNode tool : choice.path("tools")) {
            for (String name : names(tool, tools)) {
                allowed.withArray("tools").add(function(name));
            }
        }
        if (!allowed.has("tools")) {
            if ("required".equals(mode.textValue())) {
                throw Invalid.value(FIELD, "this server cannot run one of the tools in its 'tools'");
            }
            return TextNode.valueOf("none");
        }
        return read;
    }

    private static List<String> names(JsonNode tool, ToolTable tools) {
        String type = tool.path("type").asText();
        if (ToolTable.isHosted(type)) {
            return List.of();
        }
        if (type.equals("namespace")) {
            return tools.namesIn(tool.path("name").asText());
        }
        return List.of(name(tool, tools));
    }

    private static String name(JsonNode tool, ToolTable tools) {
        String type = tool.path("type").asText();
        if (!tool.path("name").isTextual() || !type.equals("function") && !type.equals("custom")) {
            throw Invalid.value(FIELD, "expected a tool as {\"type\": \"function\", \"name\": \"...\"}");
        }
        return tools.name(
                type.equals("custom"),
                tool.path("namespace").textValue(),
                tool.path("name").textValue());
    }

    private static JsonNode function(String name) {
        ObjectNode choice = JsonNodeFactory.instance.objectNode().put("type", "function");
        choice.putObject("function").put("name", name);
        return choice;
    }
}

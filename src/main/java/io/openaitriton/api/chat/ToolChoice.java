package io.openaitriton.api.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.ToolUse.Choice;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a request's {@code tool_choice} says. Source: OpenAI API reference, "Create chat completion".
 *
 * @param choice whether the model may or must call; null when it may not
 * @param named name of the one tool that it must call, or null
 * @param allowed names of those that it may call, or null for all
 */
record ToolChoice(Choice choice, String named, Set<String> allowed) {
    private static final String FIELD = "tool_choice";
    private static final ToolChoice AUTO = new ToolChoice(Choice.AUTO, null, null);

    /**
     * Reads it.
     *
     * @param node null for a request that does not say
     * @throws ApiException 400, param {@code tool_choice}
     */
    static ToolChoice of(JsonNode node) {
        if (node == null || node.isNull()) {
            return AUTO;
        }
        if (node.isTextual()) {
            return switch (node.textValue()) {
                case "auto" -> AUTO;
                case "none" -> new ToolChoice(null, null, null);
                case "required" -> new ToolChoice(Choice.REQUIRED, null, null);
                default -> throw invalid("expected 'none', 'auto', 'required' or an object, but got " + node);
            };
        }
        String type = node.path("type").asText();
        return switch (type) {
            case "function" -> new ToolChoice(Choice.NAMED, name(node), null);
            case "allowed_tools" -> allowed(node);
            default -> throw invalid("expected an object whose 'type' is 'function' or 'allowed_tools'");
        };
    }

    /** True for a choice that makes no sense without tools. */
    boolean needsTools() {
        return choice == Choice.REQUIRED || named != null || allowed != null;
    }

    /** Whether the model may call a tool of this name. */
    boolean allows(String name) {
        return allowed == null || allowed.contains(name);
    }

    /**
     * Checks that the tools which it names exist.
     *
     * @param names of the request's tools
     * @throws ApiException 400, param {@code tool_choice}
     */
    void require(Set<String> names) {
        if (names.isEmpty() && needsTools()) {
            throw invalid("the request has no 'tools'");
        }
        if (named != null && !names.contains(named)) {
            throw unknown(named);
        }
        if (allowed != null) {
            allowed.stream().filter(name -> !names.contains(name)).findFirst().ifPresent(name -> {
                throw unknown(name);
            });
        }
    }

    /** OpenAI's chat API nests it and its Responses API does not: both forms are accepted. */
    private static ToolChoice allowed(JsonNode node) {
        JsonNode allowed = node.has("allowed_tools") ? node.get("allowed_tools") : node;
        String mode = allowed.path("mode").asText();
        if (!mode.equals("auto") && !mode.equals("required")) {
            throw invalid("expected 'auto' or 'required' as the 'mode' of 'allowed_tools'");
        }
        JsonNode tools = allowed.path("tools");
        if (!tools.isArray() || tools.isEmpty()) {
            throw invalid("expected at least one tool in the 'tools' of 'allowed_tools'");
        }
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode tool : tools) {
            names.add(name(tool));
        }
        return new ToolChoice(mode.equals("auto") ? Choice.AUTO : Choice.REQUIRED, null, names);
    }

    private static String name(JsonNode tool) {
        JsonNode function = tool.has("function") ? tool.get("function") : tool;
        JsonNode name = function.path("name");
        if (!tool.path("type").asText().equals("function") || !name.isTextual()) {
            throw invalid("expected a tool as {\"type\": \"function\", \"function\": {\"name\": \"...\"}}");
        }
        return name.textValue();
    }

    private static ApiException unknown(String name) {
        return invalid("'tools' has no tool named '" + name + "'");
    }

    private static ApiException invalid(String why) {
        return ApiException.invalid(FIELD, "Invalid value for '" + FIELD + "': " + why + ".");
    }
}

package io.openaitriton.api.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Tool;
import io.openaitriton.generation.ToolUse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The tools of a request, and how the model should use them. */
public final class ToolReader {
    private ToolReader() {}

    /**
     * The tools that the model may call, or null when it may call none.
     *
     * @throws ApiException 400, param {@code tool_choice}, for a choice that the tools do not allow
     */
    static ToolUse read(ChatCompletionRequest request) {
        ToolChoice choice = ToolChoice.of(request.toolChoice());
        List<JsonNode> tools = request.tools() == null ? List.of() : request.tools();
        choice.require(names(tools));
        if (choice.choice() == null || tools.isEmpty()) {
            return null;
        }
        List<Tool> callable = new ArrayList<>(tools.size());
        for (JsonNode tool : tools) {
            if (choice.allows(name(tool))) {
                callable.add(tool(tool.path("function")));
            }
        }
        return new ToolUse(
                callable, choice.choice(), choice.named(), !Boolean.FALSE.equals(request.parallelToolCalls()));
    }

    /**
     * The tools that the model is shown: those that {@code tool_choice} allows. A model does not call a tool that it is not
     * shown, even if the backend cannot enforce the choice.
     *
     * @return null or empty when the request has none
     */
    public static List<JsonNode> shown(ChatCompletionRequest request) {
        ToolChoice choice = ToolChoice.of(request.toolChoice());
        if (choice.allowed() == null || request.tools() == null) {
            return request.tools();
        }
        return request.tools().stream()
                .filter(tool -> choice.allows(name(tool)))
                .toList();
    }

    private static Tool tool(JsonNode function) {
        JsonNode parameters = function.get("parameters");
        return new Tool(
                function.path("name").textValue(),
                parameters == null || parameters.isNull() ? null : parameters,
                function.path("strict").booleanValue());
    }

    private static Set<String> names(List<JsonNode> tools) {
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode tool : tools) {
            names.add(name(tool));
        }
        return names;
    }

    private static String name(JsonNode tool) {
        return tool.path("function").path("name").textValue();
    }
}

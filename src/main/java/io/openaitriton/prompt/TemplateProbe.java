package io.openaitriton.prompt;

import io.openaitriton.template.ChatTemplate;
import io.openaitriton.template.error.TemplateException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Renders small conversations, to see what a template does with them. All renderings share a time limit; later results are
 * unknown, as for a template that fails.
 */
final class TemplateProbe {
    private static final long BUDGET = 2_000_000_000L;

    private final ChatTemplate template;
    private final ChatTemplate toolUse;
    private final Map<String, String> tokens;
    private final List<Object> noTools;
    private final long start = System.nanoTime();

    /** @param toolUse for conversations with tools */
    TemplateProbe(ChatTemplate template, ChatTemplate toolUse, Map<String, String> tokens) {
        this.template = template;
        this.toolUse = toolUse;
        this.tokens = tokens;
        List<Map<String, Object>> hello = List.of(message("user", "Hello"));
        Map<String, ?> empty = Map.of("tools", List.of());
        boolean needed = toolUse == template && render(hello) == null && render(hello, empty) != null;
        noTools = needed ? List.of() : null;
    }

    /** The template's value for no tools: null, or an empty list if it loops over the tools without a check. */
    List<Object> noTools() {
        return noTools;
    }

    /** The prompt, with the header of the model's turn at its end, or null if the template fails. */
    String render(List<Map<String, Object>> messages) {
        return render(messages, Map.of());
    }

    /** The prompt with more variables, or null if the template fails. */
    String render(List<Map<String, Object>> messages, Map<String, ?> more) {
        if (isOver()) {
            return null;
        }
        Map<String, Object> variables = new HashMap<>(tokens);
        variables.put("messages", messages);
        variables.put("tools", noTools);
        variables.put("documents", null);
        variables.put("add_generation_prompt", true);
        variables.putAll(more);
        try {
            return (variables.get("tools") == null ? template : toolUse).render(variables);
        } catch (TemplateException e) {
            return null;
        }
    }

    /** Whether the time is over, so that some results are unknown. */
    boolean isOver() {
        return System.nanoTime() - start > BUDGET;
    }

    /** A message of this role. */
    static Map<String, Object> message(String role, Object content) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", role);
        message.put("content", content);
        return message;
    }

    /** A message of an assistant that calls one tool. */
    static Map<String, Object> call(String id, String name, Object arguments) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", name);
        function.put("arguments", arguments);
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("id", id);
        call.put("type", "function");
        call.put("function", function);
        Map<String, Object> message = message("assistant", "");
        message.put("tool_calls", List.of(call));
        return message;
    }

    /** The result of a call. */
    static Map<String, Object> result(String id, String name, Object content) {
        Map<String, Object> message = message("tool", content);
        message.put("tool_call_id", id);
        message.put("name", name);
        return message;
    }

    /** One tool of this name, which takes nothing. */
    static List<Map<String, Object>> tools(String name) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("type", "object");
        parameters.put("properties", Map.of());
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", name);
        function.put("description", name);
        function.put("parameters", parameters);
        Map<String, Object> tool = new LinkedHashMap<>();
        tool.put("type", "function");
        tool.put("function", function);
        return List.of(tool);
    }

    /** A part of content. */
    static Map<String, Object> part(String text) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("type", "text");
        part.put("text", text);
        return part;
    }
}

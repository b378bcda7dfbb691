package io.openaitriton.prompt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a template renders conversations, found by rendering small ones, so that the gateway can refuse what the template would
 * silently ignore.
 *
 * @param contents the shapes of content that it writes, by role
 * @param developer where it writes developer messages
 * @param tools it writes the tools
 * @param noTools the value for no tools: null or an empty list
 * @param toolDefaults the parts of a tool's definition that it requires
 * @param toolCalls it writes earlier tool calls
 * @param toolCallsWithTools it writes earlier tool calls if it also gets the tools
 * @param resultRole the role of a tool's result if it ignores the call: {@code tool}, or a special name; null if it ignores the result too
 * @param argumentsAsText it writes the arguments of calls only if they are a JSON string
 * @param turns what it requires of the assistant's earlier turns
 * @param documents it writes the documents
 * @param thinking how it switches the model's reasoning
 * @param imagePlace its text for an image among the parts, or null if it writes none
 */
record TemplateCapabilities(
        Map<String, ContentShapes> contents,
        DeveloperRole developer,
        boolean tools,
        List<Object> noTools,
        ToolDefaults toolDefaults,
        boolean toolCalls,
        boolean toolCallsWithTools,
        String resultRole,
        boolean argumentsAsText,
        AssistantTurns turns,
        boolean documents,
        ThinkingSwitches thinking,
        ImagePlace imagePlace) {

    private static final String WORD = ContentShapes.FIRST;
    private static final String CALLED = ContentShapes.SECOND;
    /** It has nine characters for Mistral. */
    private static final String ID = CALLED + "0000";

    /** The second is Granite 3.0's. */
    private static final List<String> RESULT_ROLES = List.of("tool", "tool_response");

    private static final Map<String, Object> HELLO = TemplateProbe.message("user", "Hello");
    private static final Map<String, ?> TOOLS = Map.of("tools", TemplateProbe.tools(WORD));

    /** @param text the template, to see which variables cannot matter */
    static TemplateCapabilities of(TemplateProbe probe, String text) {
        Map<String, ContentShapes> contents = new LinkedHashMap<>();
        for (String role : List.of("system", "user", "assistant", "tool")) {
            contents.put(role, ContentShapes.of(role, probe));
        }
        String tools = probe.render(List.of(HELLO), TOOLS);
        boolean argumentsAsText = argumentsAsText(probe);
        Object arguments = argumentsAsText ? "{\"a\": \"" + CALLED + "\"}" : Map.of("a", CALLED);
        ThinkingSwitches thinking = ThinkingSwitches.of(probe, text);
        boolean toolCalls = writesCalls(probe, arguments, Map.of());
        boolean toolCallsWithTools = writesCalls(probe, arguments, TOOLS);
        return new TemplateCapabilities(
                contents,
                DeveloperRole.of(probe, text, contents),
                tools == null || tools.contains(WORD),
                probe.noTools(),
                ToolDefaults.of(probe),
                toolCalls,
                toolCallsWithTools,
                toolCalls && toolCallsWithTools
                        ? null
                        : resultRole(probe, contents, toolCallsWithTools ? Map.of() : TOOLS),
                argumentsAsText,
                AssistantTurns.of(probe, argumentsAsText, thinking),
                writesDocuments(probe),
                thinking,
                contents.get("user").parts() ? ImagePlace.of(probe) : null);
    }

    /** How the template writes content of this role; developers speak as the system does. */
    ContentShapes of(String role) {
        return contents.getOrDefault(role, contents.get("system"));
    }

    /** Some templates write no name of a call, but its id or its arguments. Some write a call only when a result follows, and some raise for a result. */
    private static boolean writesCalls(TemplateProbe probe, Object arguments, Map<String, ?> more) {
        List<Map<String, Object>> called = called(arguments);
        String prompt = probe.render(called, more);
        if (prompt == null) {
            prompt = probe.render(called.subList(0, 2), more);
        }
        return prompt == null || prompt.contains(CALLED);
    }

    private static String resultRole(TemplateProbe probe, Map<String, ContentShapes> contents, Map<String, ?> more) {
        Map<String, Object> user =
                TemplateProbe.message("user", contents.get("user").shape("Hello"));
        Map<String, Object> assistant =
                TemplateProbe.message("assistant", contents.get("assistant").shape("Hi"));
        for (String role : RESULT_ROLES) {
            Map<String, Object> result =
                    TemplateProbe.result(ID, "f", contents.get("tool").shape(WORD + ID));
            result.put("role", role);
            String prompt = probe.render(List.of(user, assistant, result), more);
            if (prompt != null && prompt.contains(WORD + ID)) {
                return role;
            }
        }
        return null;
    }

    /** Some concatenate them with text, which an object is not. */
    private static boolean argumentsAsText(TemplateProbe probe) {
        List<Map<String, Object>> object = called(Map.of("a", CALLED));
        return probe.render(object) == null
                && probe.render(object, TOOLS) == null
                && probe.render(called("{\"a\": \"" + CALLED + "\"}")) != null;
    }

    private static List<Map<String, Object>> called(Object arguments) {
        return List.of(HELLO, TemplateProbe.call(ID, CALLED, arguments), TemplateProbe.result(ID, "f", "1"));
    }

    private static boolean writesDocuments(TemplateProbe probe) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("title", WORD);
        document.put("text", WORD);
        document.put("content", WORD);
        String prompt = probe.render(List.of(HELLO), Map.of("documents", List.of(document)));
        return prompt == null || prompt.contains(WORD);
    }
}

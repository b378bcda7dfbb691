package io.openaitriton.prompt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a template makes of a conversation, found by rendering small ones: of what it would drop without a word, a
 * client must be told.
 *
 * @param contents in which shapes it writes content, by role
 * @param developer where it writes what a developer says
 * @param tools it writes the tools
 * @param noTools what it is given when there are none: null or an empty list
 * @param toolDefaults what it cannot do without in the definition of a tool
 * @param toolCalls it writes earlier calls of tools
 * @param toolCallsWithTools it writes earlier calls of tools when it is given the tools too
 * @param argumentsAsText it writes the arguments of calls only when they are a JSON string
 * @param turns what it demands of the assistant's earlier turns
 * @param documents it writes the documents
 * @param thinking how it has its model think
 * @param imagePlace what it writes for an image among the parts, or null when it writes nothing
 */
record TemplateCapabilities(
        Map<String, ContentShapes> contents,
        DeveloperRole developer,
        boolean tools,
        List<Object> noTools,
        ToolDefaults toolDefaults,
        boolean toolCalls,
        boolean toolCallsWithTools,
        boolean argumentsAsText,
        AssistantTurns turns,
        boolean documents,
        ThinkingSwitches thinking,
        ImagePlace imagePlace) {

    private static final String WORD = ContentShapes.FIRST;
    private static final String CALLED = ContentShapes.SECOND;
    /** It has nine characters for Mistral. */
    private static final String ID = CALLED + "0000";

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
        return new TemplateCapabilities(
                contents,
                DeveloperRole.of(probe, text, contents),
                tools == null || tools.contains(WORD),
                probe.noTools(),
                ToolDefaults.of(probe),
                writesCalls(probe, arguments, Map.of()),
                writesCalls(probe, arguments, TOOLS),
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

    /** Some templates write no name of a call, but its id or its arguments. */
    private static boolean writesCalls(TemplateProbe probe, Object arguments, Map<String, ?> more) {
        String prompt = probe.render(called(arguments), more);
        return prompt == null || prompt.contains(CALLED);
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

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
 * @param toolCalls it writes earlier calls of tools
 * @param toolCallsWithTools it writes earlier calls of tools when it is given the tools too
 * @param argumentsAsText it writes the arguments of calls only when they are a JSON string
 * @param documents it writes the documents
 * @param reasoningEffort it has a variable of this name
 * @param imagePlace what it writes for an image among the parts, or null when it writes nothing
 */
record Abilities(
        Map<String, Contents> contents,
        DeveloperRole developer,
        boolean tools,
        boolean toolCalls,
        boolean toolCallsWithTools,
        boolean argumentsAsText,
        boolean documents,
        boolean reasoningEffort,
        ImagePlace imagePlace) {

    private static final String WORD = Contents.FIRST;
    private static final String CALLED = Contents.SECOND;
    /** It has nine characters for Mistral. */
    private static final String ID = CALLED + "0000";

    private static final Map<String, Object> HELLO = Trial.message("user", "Hello");
    private static final Map<String, ?> TOOLS = Map.of("tools", Trial.tools(WORD));

    /** @param text the template, to see which variables cannot matter */
    static Abilities of(Trial trial, String text) {
        Map<String, Contents> contents = new LinkedHashMap<>();
        for (String role : List.of("system", "user", "assistant", "tool")) {
            contents.put(role, Contents.of(role, trial));
        }
        String tools = trial.render(List.of(HELLO), TOOLS);
        boolean argumentsAsText = argumentsAsText(trial);
        Object arguments = argumentsAsText ? "{\"a\": \"" + CALLED + "\"}" : Map.of("a", CALLED);
        return new Abilities(
                contents,
                DeveloperRole.of(trial, text, contents),
                tools == null || tools.contains(WORD),
                writesCalls(trial, arguments, Map.of()),
                writesCalls(trial, arguments, TOOLS),
                argumentsAsText,
                writesDocuments(trial),
                text.contains(ReasoningEffort.NAME) && ReasoningEffort.isVariable(trial),
                contents.get("user").parts() ? ImagePlace.of(trial) : null);
    }

    /** How the template writes content of this role; developers speak as the system does. */
    Contents of(String role) {
        return contents.getOrDefault(role, contents.get("system"));
    }

    /** Some templates write no name of a call, but its id or its arguments. */
    private static boolean writesCalls(Trial trial, Object arguments, Map<String, ?> more) {
        String prompt = trial.render(called(arguments), more);
        return prompt == null || prompt.contains(CALLED);
    }

    /** Some concatenate them with text, which an object is not. */
    private static boolean argumentsAsText(Trial trial) {
        List<Map<String, Object>> object = called(Map.of("a", CALLED));
        return trial.render(object) == null
                && trial.render(object, TOOLS) == null
                && trial.render(called("{\"a\": \"" + CALLED + "\"}")) != null;
    }

    private static List<Map<String, Object>> called(Object arguments) {
        return List.of(HELLO, Trial.call(ID, CALLED, arguments), Trial.result(ID, "f", "1"));
    }

    private static boolean writesDocuments(Trial trial) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("title", WORD);
        document.put("text", WORD);
        document.put("content", WORD);
        String prompt = trial.render(List.of(HELLO), Map.of("documents", List.of(document)));
        return prompt == null || prompt.contains(WORD);
    }
}

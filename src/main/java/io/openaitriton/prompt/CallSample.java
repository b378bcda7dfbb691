package io.openaitriton.prompt;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a template does with a tool. This shows how its model calls tools, because the model was trained on the template's output.
 *
 * @param call its text for an assistant's call, with {@code {name}}, {@code {key}} and {@code {value}} as the values; null if it writes no call
 * @param instructions a prompt with the tool; null if the template ignores the tool, or fails
 * @param unknown the template always fails with tools, so that its output is unknown
 */
public record CallSample(String call, String instructions, boolean unknown) {
    private static final String WORD = ContentShapes.FIRST;
    private static final String CALLED = ContentShapes.SECOND;
    private static final String KEY = "waldo";
    private static final String VALUE = "fred";
    private static final String RESULT = "thud";

    static CallSample of(TemplateProbe probe, TemplateCapabilities capabilities) {
        Map<String, Object> user =
                TemplateProbe.message("user", capabilities.of("user").shape(WORD));
        Map<String, ?> tools = Map.of("tools", TemplateProbe.tools(CALLED));
        String prompt = probe.render(List.of(user), tools);
        boolean shown = prompt != null && prompt.contains(CALLED);
        return new CallSample(call(probe, capabilities, user, tools), shown ? prompt : null, prompt == null);
    }

    /** True unless the template is known to ignore tools. */
    public boolean hasPlaceForTools() {
        return instructions != null || unknown;
    }

    /** Some templates write a call only when they are given tools, some only when a result follows. */
    private static String call(
            TemplateProbe probe, TemplateCapabilities capabilities, Map<String, Object> user, Map<String, ?> tools) {
        Object arguments = capabilities.argumentsAsText() ? "{\"" + KEY + "\": \"" + VALUE + "\"}" : Map.of(KEY, VALUE);
        // nine letters for Mistral's; Kimi's have the tool's name in the id only
        for (String id : List.of("abcdefghi", "functions." + CALLED + ":0")) {
            Map<String, Object> call = TemplateProbe.call(id, CALLED, arguments);
            Object nothing = capabilities.of("assistant").shape("");
            for (Object content : nothing.equals("") ? List.of("") : List.of("", nothing)) {
                call.put("content", content);
                Map<String, Object> result =
                        TemplateProbe.result(id, CALLED, capabilities.of("tool").shape(RESULT));
                for (List<Map<String, Object>> messages : List.of(List.of(user, call), List.of(user, call, result))) {
                    for (Map<String, ?> more : List.of(tools, Map.<String, Object>of())) {
                        Map<String, Object> variables = new HashMap<>(more);
                        variables.put("add_generation_prompt", false);
                        String written = written(probe.render(messages, variables));
                        if (written != null) {
                            return written;
                        }
                    }
                }
            }
        }
        return null;
    }

    /** The text between the user's message and the result. */
    private static String written(String prompt) {
        if (prompt == null) {
            return null;
        }
        int word = prompt.lastIndexOf(WORD);
        int begin = word < 0 ? 0 : word + WORD.length();
        int end = prompt.indexOf(RESULT, begin);
        String call = prompt.substring(begin, end < 0 ? prompt.length() : end);
        return call.contains(CALLED) && call.contains(VALUE)
                ? call.replace(CALLED, "{name}").replace(KEY, "{key}").replace(VALUE, "{value}")
                : null;
    }
}

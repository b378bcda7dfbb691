package io.openaitriton.prompt;

import java.util.List;
import java.util.Map;

/**
 * In which shapes a template writes the content of a role's messages.
 *
 * @param text a string
 * @param parts a list of text parts; the template writes each
 */
record Contents(boolean text, boolean parts) {
    static final String FIRST = "xyzzy";
    static final String SECOND = "plugh";

    private static final String ID = "abcdefghi";

    /** What is tried with conversations in which this role speaks. */
    static Contents of(String role, Trial trial) {
        List<Map<String, Object>> parts = List.of(Trial.part(FIRST), Trial.part(SECOND));
        return new Contents(keeps(role, trial, FIRST), loops(role, trial, parts));
    }

    /** Text in a shape that the template writes. */
    Object shape(String text) {
        return this.text || !parts ? text : List.of(Trial.part(text));
    }

    /** False only when the template renders without it: one that raises will tell the client by itself. */
    private static boolean keeps(String role, Trial trial, Object content) {
        String prompt = render(role, trial, content);
        return prompt == null || prompt.contains(FIRST);
    }

    /** A list that is only printed shows its keys too. */
    private static boolean loops(String role, Trial trial, Object content) {
        String prompt = render(role, trial, content);
        return prompt != null
                && prompt.contains(FIRST)
                && prompt.contains(SECOND)
                && !prompt.contains("'text'")
                && !prompt.contains("\"text\"");
    }

    private static String render(String role, Trial trial, Object content) {
        Map<String, Object> user = Trial.message("user", "Hello");
        return switch (role) {
            case "user" -> first(trial, List.of(Trial.message(role, content)));
            case "assistant" -> first(trial, List.of(user, Trial.message(role, content), user));
            case "tool" -> first(trial, List.of(user, Trial.call(ID, "f", Map.of()), Trial.result(ID, "f", content)));
            default -> first(trial, List.of(Trial.message(role, content), user));
        };
    }

    /** Some templates render only with tools. */
    private static String first(Trial trial, List<Map<String, Object>> messages) {
        String prompt = trial.render(messages);
        return prompt != null ? prompt : trial.render(messages, Map.of("tools", Trial.tools("f")));
    }
}

package io.openaitriton.prompt;

import java.util.List;
import java.util.Map;

/**
 * The shapes of content that a template writes for a role's messages.
 *
 * @param text a string
 * @param parts a list of text parts; the template writes each, or prints the list where it does not write a string
 */
record ContentShapes(boolean text, boolean parts) {
    static final String FIRST = "xyzzy";
    static final String SECOND = "plugh";

    private static final String ID = "abcdefghi";

    /** Finds the shapes with conversations that have this role. */
    static ContentShapes of(String role, TemplateProbe probe) {
        List<Map<String, Object>> parts = List.of(TemplateProbe.part(FIRST), TemplateProbe.part(SECOND));
        boolean text = keeps(role, probe, FIRST);
        return new ContentShapes(text, loops(role, probe, parts, !text));
    }

    /** Text in a shape that the template writes. */
    Object shape(String text) {
        return this.text || !parts ? text : List.of(TemplateProbe.part(text));
    }

    /** False only if the template renders without it: a template that fails reports it to the client itself. */
    private static boolean keeps(String role, TemplateProbe probe, Object content) {
        String prompt = render(role, probe, content);
        return prompt == null || prompt.contains(FIRST);
    }

    /**
     * A list that is printed as a whole shows its keys too. That is still the best for a template that does not write a string:
     * Command A Reasoning's prints each element of a
     * result, so that a string comes out letter by letter.
     */
    private static boolean loops(String role, TemplateProbe probe, Object content, boolean printed) {
        String prompt = render(role, probe, content);
        return prompt != null
                && prompt.contains(FIRST)
                && prompt.contains(SECOND)
                && (printed || !prompt.contains("'text'") && !prompt.contains("\"text\""));
    }

    private static String render(String role, TemplateProbe probe, Object content) {
        Map<String, Object> user = TemplateProbe.message("user", "Hello");
        return switch (role) {
            case "user" -> first(probe, List.of(TemplateProbe.message(role, content)));
            case "assistant" -> first(probe, List.of(user, TemplateProbe.message(role, content), user));
            case "tool" -> result(probe, user, TemplateProbe.result(ID, "f", content));
            default -> first(probe, List.of(TemplateProbe.message(role, content), user));
        };
    }

    /** Some templates need content next to calls as parts. */
    private static String result(TemplateProbe probe, Map<String, Object> user, Map<String, Object> result) {
        Map<String, Object> call = TemplateProbe.call(ID, "f", Map.of());
        String prompt = first(probe, List.of(user, call, result));
        if (prompt == null) {
            call.put("content", List.of(TemplateProbe.part("")));
            prompt = first(probe, List.of(user, call, result));
        }
        return prompt;
    }

    /** Some templates render only with tools. */
    private static String first(TemplateProbe probe, List<Map<String, Object>> messages) {
        String prompt = probe.render(messages);
        return prompt != null ? prompt : probe.render(messages, Map.of("tools", TemplateProbe.tools("f")));
    }
}

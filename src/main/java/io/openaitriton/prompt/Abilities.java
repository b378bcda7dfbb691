package io.openaitriton.prompt;

import io.openaitriton.template.ChatTemplate;
import io.openaitriton.template.TemplateException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a template makes of a conversation, found by rendering small ones: of what it would drop without a word, a
 * client must be told.
 *
 * @param text it writes content that is a string
 * @param parts it loops over content that is a list of parts
 * @param tools it writes the tools
 * @param toolCalls it writes earlier calls of tools
 * @param documents it writes the documents
 * @param imagePlace what it writes for an image among the parts, such as {@code <|image|>}, or null when it writes nothing
 */
record Abilities(boolean text, boolean parts, boolean tools, boolean toolCalls, boolean documents, String imagePlace) {
    /** An image as transformers and vLLM tell templates of it. */
    static final Map<String, Object> IMAGE = Map.of("type", "image");

    private static final String WORD = "xyzzy";
    private static final Map<String, Object> FUNCTION = Map.of(
            "type",
            "function",
            "function",
            Map.of(
                    "name", WORD,
                    "description", WORD,
                    "parameters", Map.of("type", "object", "properties", Map.of())));
    /** Some templates write no name of a call, but its id or its arguments. An id has nine characters for Mistral. */
    private static final Map<String, Object> CALL = Map.of(
            "id", WORD + "0000", "type", "function", "function", Map.of("name", WORD, "arguments", Map.of("a", WORD)));

    static Abilities of(ChatTemplate template, ChatTemplate toolUse, Map<String, String> tokens) {
        Map<String, Object> ask = user("Hello");
        String parts = render(template, tokens, List.of(user(List.of(Map.of("type", "text", "text", WORD)))), Map.of());
        // a list that is only printed shows its keys too
        boolean loops =
                parts != null && parts.contains(WORD) && !parts.contains("'type'") && !parts.contains("\"type\"");
        return new Abilities(
                keeps(template, tokens, List.of(user(WORD)), Map.of()),
                loops,
                keeps(toolUse, tokens, List.of(ask), Map.of("tools", List.of(FUNCTION))),
                keeps(
                        toolUse,
                        tokens,
                        List.of(
                                ask,
                                Map.of("role", "assistant", "content", "", "tool_calls", List.of(CALL)),
                                Map.of("role", "tool", "tool_call_id", "abcdefghi", "name", "f", "content", "1")),
                        Map.of()),
                keeps(
                        template,
                        tokens,
                        List.of(ask),
                        Map.of("documents", List.of(Map.of("title", WORD, "text", WORD, "content", WORD)))),
                loops ? imagePlace(template, tokens, parts) : null);
    }

    /** What a second image adds to a prompt; for a template with one place only, what the first does. */
    private static String imagePlace(ChatTemplate template, Map<String, String> tokens, String none) {
        Map<String, Object> word = Map.of("type", "text", "text", WORD);
        String one = render(template, tokens, List.of(user(List.of(IMAGE, word))), Map.of());
        String two = render(template, tokens, List.of(user(List.of(IMAGE, IMAGE, word))), Map.of());
        if (one == null) {
            return null;
        }
        String place = two == null || two.equals(one) ? inserted(none, one) : inserted(one, two);
        return place.isBlank() ? null : place.strip();
    }

    /** What was put into a text at one place; empty when the difference is another. */
    private static String inserted(String text, String longer) {
        int from = 0;
        while (from < text.length() && from < longer.length() && text.charAt(from) == longer.charAt(from)) {
            from++;
        }
        int to = from + longer.length() - text.length();
        return to > from && longer.endsWith(text.substring(from)) ? longer.substring(from, to) : "";
    }

    /** False only when the template renders without it: one that raises will tell the client by itself. */
    private static boolean keeps(
            ChatTemplate template,
            Map<String, String> tokens,
            List<Map<String, Object>> messages,
            Map<String, ?> more) {
        String prompt = render(template, tokens, messages, more);
        return prompt == null || prompt.contains(WORD);
    }

    /** The prompt, or null when the template raises. */
    static String render(
            ChatTemplate template,
            Map<String, String> tokens,
            List<Map<String, Object>> messages,
            Map<String, ?> more) {
        Map<String, Object> variables = new HashMap<>(tokens);
        variables.put("messages", messages);
        variables.put("tools", null);
        variables.put("documents", null);
        variables.put("add_generation_prompt", true);
        variables.putAll(more);
        try {
            return template.render(variables);
        } catch (TemplateException e) {
            return null;
        }
    }

    static Map<String, Object> user(Object content) {
        return Map.of("role", "user", "content", content);
    }
}

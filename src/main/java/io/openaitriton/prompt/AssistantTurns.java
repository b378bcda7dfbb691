package io.openaitriton.prompt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a template requires of the assistant's earlier turns, beyond OpenAI's shape.
 *
 * @param shortIds it refuses call ids other than nine letters or digits, as Mistral's templates do
 * @param partsOnly next to calls it refuses an empty string as content, and accepts an empty part
 * @param thoughts the field from which it writes reasoning, if that is neither {@code reasoning} nor {@code reasoning_content};
 * {@link #PART} for a part of the content; null if no other field works
 * @param thoughtsOrText it refuses reasoning next to text and calls, as gpt-oss's template does
 */
record AssistantTurns(boolean shortIds, boolean partsOnly, String thoughts, boolean thoughtsOrText) {
    private static final String PART = "part";
    private static final String WORD = ContentShapes.FIRST;
    private static final String TEXT = "Hi";
    private static final String CALLED = ContentShapes.SECOND;
    private static final String ID = "abcdefghi";
    private static final int ID_LENGTH = 9;

    static AssistantTurns of(TemplateProbe probe, boolean argumentsAsText, ThinkingSwitches thinking) {
        return new Probe(probe, argumentsAsText, thinking).find();
    }

    /** An id that the template accepts; the same for the same id. */
    String id(String id) {
        if (!shortIds || id.matches("[A-Za-z0-9]{" + ID_LENGTH + "}")) {
            return id;
        }
        UUID hash = UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
        String digits =
                "0".repeat(ID_LENGTH) + Long.toUnsignedString(hash.getMostSignificantBits(), Character.MAX_RADIX);
        return digits.substring(digits.length() - ID_LENGTH);
    }

    /**
     * Shapes a turn with calls, so that the model continues from its reasoning when it gets the results. Any other turn stays as
     * transformers would render it.
     *
     * @param turn with everything that OpenAI's message has
     * @param thoughts of it, or null
     */
    void shape(Map<String, Object> turn, String thoughts) {
        if (!turn.containsKey("tool_calls")) {
            return;
        }
        if (thoughts != null && !thoughts.isEmpty() && this.thoughts != null) {
            addThoughts(turn, thoughts);
        }
        if (partsOnly && "".equals(turn.get("content"))) {
            turn.put("content", List.of(TemplateProbe.part("")));
        }
    }

    private void addThoughts(Map<String, Object> turn, String text) {
        Object content = turn.get("content");
        if (thoughts.equals(PART)) {
            turn.put("content", withPart(text, content));
        } else if (thoughtsOrText && content instanceof String said && !said.isEmpty()) {
            // such a template writes either of them as reasoning
            turn.put(thoughts, text + "\n\n" + said);
            turn.put("content", "");
        } else {
            turn.put(thoughts, text);
        }
    }

    private static List<Object> withPart(String thoughts, Object content) {
        List<Object> parts = new ArrayList<>();
        parts.add(Map.of("type", "thinking", "thinking", thoughts));
        if (content instanceof List<?> more) {
            parts.addAll(more);
        } else if (!"".equals(content)) {
            parts.add(TemplateProbe.part((String) content));
        }
        return parts;
    }

    private record Probe(TemplateProbe probe, boolean argumentsAsText, ThinkingSwitches thinking) {
        AssistantTurns find() {
            boolean shortIds = writes(call(ID, "", Map.of()), CALLED) && !renders(call("call_" + ID, "", Map.of()));
            boolean partsOnly = !renders(call(ID, "", Map.of()))
                    && writes(call(ID, List.of(TemplateProbe.part("")), Map.of()), CALLED);
            Map<String, Object> usual = Map.of("reasoning", WORD, "reasoning_content", WORD);
            if (writes(call(ID, "", usual), WORD) || writes(call(ID, TEXT, usual), WORD)) {
                return new AssistantTurns(shortIds, partsOnly, null, false);
            }
            for (String name : List.of("thinking", "thought", "tool_plan")) {
                Map<String, Object> more = Map.of(name, WORD);
                if (writes(call(ID, "", more), WORD) || writes(call(ID, TEXT, more), WORD)) {
                    boolean either = renders(call(ID, TEXT, Map.of())) && !renders(call(ID, TEXT, more));
                    return new AssistantTurns(shortIds, partsOnly, name, either);
                }
            }
            boolean part = writes(call(ID, withPart(WORD, TEXT), Map.of()), WORD);
            return new AssistantTurns(shortIds, partsOnly, part ? PART : null, false);
        }

        private Map<String, Object> call(String id, Object content, Map<String, Object> more) {
            Object arguments = argumentsAsText ? "{\"a\": \"" + CALLED + "\"}" : Map.of("a", CALLED);
            Map<String, Object> call = TemplateProbe.call(id, CALLED, arguments);
            call.put("content", content);
            call.putAll(more);
            return call;
        }

        private boolean renders(Map<String, Object> call) {
            return prompt(call) != null;
        }

        /** A list that is printed as a whole shows its keys too. */
        private boolean writes(Map<String, Object> call, String word) {
            String prompt = prompt(call);
            return prompt != null
                    && prompt.contains(word)
                    && !prompt.contains("'type': 'thinking'")
                    && !prompt.contains("\"type\": \"thinking\"");
        }

        private String prompt(Map<String, Object> call) {
            String id = (String) ((Map<?, ?>) ((List<?>) call.get("tool_calls")).get(0)).get("id");
            List<Map<String, Object>> messages =
                    List.of(TemplateProbe.message("user", "Hello"), call, TemplateProbe.result(id, CALLED, "1"));
            Map<String, Object> variables = new HashMap<>(thinking.on());
            String prompt = probe.render(messages, variables);
            if (prompt == null || !prompt.contains(CALLED)) {
                variables.put("tools", TemplateProbe.tools("f"));
                String second = probe.render(messages, variables);
                return second == null ? prompt : second;
            }
            return prompt;
        }
    }
}

package io.openaitriton.prompt;

import io.openaitriton.prompt.sanitize.TurnMarker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The texts that a template writes around messages, found by rendering conversations with known words: everything else is the
 * template's. Text that looks like a token counts as a token; if there is none, the lines next to a message are its marks.
 */
final class TurnMarkers {
    /** Letters only, in lower case, which no template has a reason to change. */
    private static final String WORD = "xyzzy";

    private final TemplateProbe probe;
    private final TemplateCapabilities capabilities;
    private final PromptSegments glue = new PromptSegments();
    private char next = 'a';

    private TurnMarkers(TemplateProbe probe, TemplateCapabilities capabilities) {
        this.probe = probe;
        this.capabilities = capabilities;
    }

    /** The marks of a template. */
    static List<TurnMarker> of(TemplateProbe probe, TemplateCapabilities capabilities) {
        TurnMarkers marks = new TurnMarkers(probe, capabilities);
        marks.listen();
        return marks.glue.marks();
    }

    private void listen() {
        boolean developer = capabilities.developer().first() == DeveloperRole.As.DEVELOPER;
        for (String first : developer ? List.of("system", "developer", "user") : List.of("system", "user")) {
            List<String> roles = new ArrayList<>(List.of("user", "assistant", "user", "assistant", "user"));
            if (!first.equals("user")) {
                roles.add(0, first);
            }
            hear(roles.stream().map(this::say).toList(), List.of());
        }
        // what needs no answer of the assistant's, for templates that cannot render one
        hear(List.of(say("user")), List.of());
        hear(List.of(say("system"), say("user")), List.of());
        hear(List.of(say("system"), say("user"), say("assistant")), List.of());
        listenToTools(1);
        listenToTools(2);
    }

    private void listenToTools(int calls) {
        List<Map<String, Object>> messages = new ArrayList<>();
        messages.add(say("user"));
        String name = word();
        Object arguments = capabilities.argumentsAsText() ? "{\"a\": \"" + name + "\"}" : Map.of("a", name);
        messages.add(TemplateProbe.call("abcdefghi", name, arguments));
        for (int i = 0; i < calls; i++) {
            messages.add(TemplateProbe.result(
                    "abcdefghi", name, capabilities.of("tool").shape(word())));
        }
        messages.add(say("assistant"));
        messages.add(say("user"));
        hear(messages, List.of(name));
    }

    /** @param others words of the messages that are no message's content */
    private void hear(List<Map<String, Object>> messages, List<String> others) {
        Set<String> prompts = new LinkedHashSet<>();
        boolean last = !messages.get(messages.size() - 1).get("role").equals("assistant");
        for (Map<String, ?> more :
                List.of(Map.<String, Object>of(), Map.of("tools", TemplateProbe.tools(WORD + "z")))) {
            Map<String, Object> variables = new HashMap<>(more);
            variables.put("add_generation_prompt", last);
            String prompt = probe.render(messages, variables);
            if (prompt != null && prompts.add(prompt)) {
                cut(prompt, others, !more.isEmpty());
            }
        }
    }

    /** Cuts a prompt at the known words. */
    private void cut(String prompt, List<String> others, boolean tools) {
        int begin = 0;
        PromptSegments.End left = PromptSegments.End.PROMPT;
        for (int at = prompt.indexOf(WORD); at >= 0; at = prompt.indexOf(WORD, begin)) {
            int end = Math.min(prompt.length(), at + WORD.length() + 1);
            String word = prompt.substring(at, end);
            PromptSegments.End right =
                    others.contains(word) || word.endsWith("z") ? PromptSegments.End.OTHER : PromptSegments.End.CONTENT;
            glue.add(prompt.substring(begin, at), left, right, tools);
            left = right;
            begin = end;
        }
        glue.add(prompt.substring(begin), left, PromptSegments.End.PROMPT, tools);
    }

    private Map<String, Object> say(String role) {
        return TemplateProbe.message(role, capabilities.of(role).shape(word()));
    }

    private String word() {
        String word = WORD + next;
        next = next == 'y' ? 'a' : (char) (next + 1);
        return word;
    }
}

package io.openaitriton.prompt;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How much a model is to think, which some templates have a variable for. */
final class ReasoningEffort {
    static final String NAME = "reasoning_effort";

    private static final List<String> VALUES = List.of("low", "high", "medium", "none", "minimal", "xhigh", "max");

    private ReasoningEffort() {}

    /** Whether any value changes a prompt, with thoughts as the template has them or switched on. */
    static boolean isVariable(TemplateProbe probe) {
        return differs(probe, Map.of()) || differs(probe, Map.of("enable_thinking", true, "thinking", true));
    }

    private static boolean differs(TemplateProbe probe, Map<String, ?> more) {
        List<Map<String, Object>> messages = List.of(TemplateProbe.message("user", "Hello"));
        String without = probe.render(messages, more);
        for (String value : VALUES) {
            Map<String, Object> with = new HashMap<>(more);
            with.put(NAME, value);
            String prompt = probe.render(messages, with);
            if (prompt != null && !prompt.equals(without)) {
                return true;
            }
        }
        return false;
    }
}

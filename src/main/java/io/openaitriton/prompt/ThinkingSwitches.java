package io.openaitriton.prompt;

import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.chat.PromptException;
import io.openaitriton.api.chat.PromptHints;
import io.openaitriton.prompt.sanitize.TextSanitizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The variables with which a template switches the model's reasoning on, off, up or down. They are found by rendering: a variable
 * counts if it changes a prompt.
 *
 * @param on the variables that switch reasoning on, if the template can switch it
 * @param off the same variables, with the values that switch it off
 * @param efforts variables for the reasoning effort
 * @param values the values that the template supports for these; empty if it has none
 */
record ThinkingSwitches(Map<String, Object> on, Map<String, Object> off, List<String> efforts, List<String> values) {
    static final String EFFORT = "reasoning_effort";
    static final String ENABLE = "enable_thinking";

    private static final String NONE = "none";
    private static final String MINIMAL = "minimal";
    /** OpenAI's values, and an additional one of DeepSeek and GLM. */
    private static final List<String> EFFORTS = List.of(NONE, MINIMAL, "low", "medium", "high", "xhigh", "max");

    /** Names in templates, with their values for on and off. */
    private static final Map<String, List<Object>> SWITCHES = Map.of(
            ENABLE,
            List.of(true, false),
            "thinking",
            List.of(true, false),
            // Seed's: tokens, of which -1 is no limit
            "thinking_budget",
            List.of(-1, 0));

    /** @param text the template, to see which variables cannot matter */
    static ThinkingSwitches of(TemplateProbe probe, String text) {
        Map<String, Object> on = new LinkedHashMap<>();
        Map<String, Object> off = new LinkedHashMap<>();
        SWITCHES.forEach((name, values) -> {
            String with = text.contains(name) ? render(probe, Map.of(name, values.get(0))) : null;
            if (with != null && !with.equals(render(probe, Map.of(name, values.get(1))))) {
                on.put(name, values.get(0));
                off.put(name, values.get(1));
            }
        });
        List<String> efforts = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (String name : List.of(EFFORT, "thinking_effort")) {
            if (text.contains(name) && (differs(probe, name, Map.of()) || differs(probe, name, on))) {
                efforts.add(name);
                EFFORTS.stream()
                        .filter(value -> !values.contains(value) && render(probe, with(on, name, value)) != null)
                        .forEach(values::add);
            }
        }
        return new ThinkingSwitches(Map.copyOf(on), Map.copyOf(off), List.copyOf(efforts), List.copyOf(values));
    }

    /** @throws PromptException if the template cannot do what the request demands */
    void putInto(Map<String, Object> variables, ChatCompletionRequest request, TextSanitizer sanitizer) {
        if (request.reasoningEffort() != null) {
            putEffort(variables, request.reasoningEffort(), sanitizer);
        }
        if (request.enableThinking() != null) {
            if (on.isEmpty()) {
                throw unsupported(ENABLE);
            }
            variables.putAll(request.enableThinking() ? on : off);
        }
    }

    /** As far as the template has variables for it. */
    void putInto(Map<String, Object> variables, PromptHints hints) {
        if (hints.thinking() == null) {
            putHint(variables, hints.effort());
            return;
        }
        variables.putAll(hints.thinking() ? on : off);
        String effort = hints.thinking() || on.isEmpty() ? nearest(hints.effort()) : null;
        if (effort != null) {
            efforts.forEach(name -> variables.put(name, effort));
        }
    }

    /** A value of {@code reasoning_effort}, or the nearest that the template supports. */
    private void putHint(Map<String, Object> variables, String effort) {
        if (effort == null || efforts.isEmpty() && on.isEmpty()) {
            return;
        }
        if (switchesOff(effort)) {
            variables.putAll(off);
            return;
        }
        variables.putAll(on);
        String nearest = values.contains(effort) ? effort : nearest(effort);
        if (nearest != null) {
            efforts.forEach(name -> variables.put(name, nearest));
        }
    }

    private boolean switchesOff(String effort) {
        return !on.isEmpty() && (effort.equals(NONE) || efforts.isEmpty() && effort.equals(MINIMAL));
    }

    /** The effort itself, else the next lower supported one, else the lowest; null for an unknown effort. */
    private String nearest(String effort) {
        int wanted = effort == null ? -1 : EFFORTS.indexOf(effort);
        if (wanted < 0) {
            return null;
        }
        String nearest = null;
        for (String known : EFFORTS) {
            if (values.contains(known)
                    && !known.equals(NONE)
                    && (nearest == null || EFFORTS.indexOf(known) <= wanted)) {
                nearest = known;
            }
        }
        return nearest;
    }

    private void putEffort(Map<String, Object> variables, String effort, TextSanitizer sanitizer) {
        if (efforts.isEmpty() && on.isEmpty()) {
            throw unsupported(EFFORT);
        }
        if (switchesOff(effort)) {
            variables.putAll(off);
            return;
        }
        List<String> known = efforts.isEmpty() ? EFFORTS : values;
        if (!known.contains(effort) && (efforts.isEmpty() || EFFORTS.contains(effort))) {
            throw new PromptException(
                    EFFORT,
                    "Invalid value for '" + EFFORT + "': this model's chat template supports " + allowed(known) + ".");
        }
        variables.putAll(on);
        efforts.forEach(name -> variables.put(name, sanitizer.text(EFFORT, effort)));
    }

    private String allowed(List<String> known) {
        List<String> allowed = new ArrayList<>(known);
        if (!on.isEmpty() && !allowed.contains(NONE)) {
            allowed.add(0, NONE);
        }
        return String.join(", ", allowed);
    }

    private static PromptException unsupported(String param) {
        return new PromptException(param, "'" + param + "' is not supported by this model's chat template.");
    }

    private static boolean differs(TemplateProbe probe, String name, Map<String, Object> more) {
        String without = render(probe, more);
        return EFFORTS.stream()
                .map(value -> render(probe, with(more, name, value)))
                .anyMatch(prompt -> prompt != null && !prompt.equals(without));
    }

    private static Map<String, Object> with(Map<String, Object> more, String name, String value) {
        Map<String, Object> with = new HashMap<>(more);
        with.put(name, value);
        return with;
    }

    private static String render(TemplateProbe probe, Map<String, ?> variables) {
        return probe.render(List.of(TemplateProbe.message("user", "Hello")), variables);
    }
}

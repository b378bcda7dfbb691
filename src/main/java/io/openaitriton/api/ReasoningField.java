package io.openaitriton.api;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The field in which a client is told what the model thinks. OpenAI's API has none; clients know one of two. */
public enum ReasoningField {
    /** Left out of the answer. */
    NONE,
    /** As DeepSeek, SGLang and llama.cpp call it. */
    REASONING_CONTENT("reasoning_content"),
    /** As vLLM from 0.16, OpenRouter and Ollama call it. */
    REASONING("reasoning"),
    /** The same text in either. */
    BOTH("reasoning_content", "reasoning");

    private final List<String> names;

    ReasoningField(String... names) {
        this.names = List.of(names);
    }

    /** What the JSON calls it, in the order of the JSON; empty when it is left out. */
    List<String> names() {
        return names;
    }

    /** What goes into this field; null when nothing does. */
    public String in(ReasoningField field, String text) {
        return names.containsAll(field.names) ? text : null;
    }

    /**
     * The field of a setting.
     *
     * @param setting {@code reasoning_content}, {@code reasoning} or {@code both}
     * @throws IllegalArgumentException for any other
     */
    public static ReasoningField of(String setting) {
        return Arrays.stream(values())
                .filter(field -> field != NONE && field.setting().equals(setting))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'reasoningField' must be one of " + settings() + ", but is '" + setting + "'"));
    }

    private static String settings() {
        return Arrays.stream(values())
                .filter(field -> field != NONE)
                .map(ReasoningField::setting)
                .collect(Collectors.joining(", "));
    }

    private String setting() {
        return this == BOTH ? "both" : String.join("", names);
    }
}

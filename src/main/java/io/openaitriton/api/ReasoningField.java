package io.openaitriton.api;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The field of an answer for the model's reasoning. OpenAI's API has none; clients read one of two. */
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

    /** Its names in the JSON, in order; empty if it is left out. */
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

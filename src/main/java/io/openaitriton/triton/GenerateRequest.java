package io.openaitriton.triton;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.openaitriton.text.LongText;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The body of {@code POST /v2/models/<model>/generate} and {@code generate_stream}: inputs by name, in the order in which
 * they were added. Source: Triton's generate extension.
 *
 * <p>It cannot contain values that Triton would reject: {@link #with} leaves out nulls and empty lists.
 */
@JsonSerialize(using = GenerateRequestSerializer.class)
public final class GenerateRequest {
    static final String TEXT_INPUT = "text_input";

    /** Jackson's own buffer holds shorter prompts. */
    private static final int LONG = 4096;

    private final Map<String, Object> inputs = new LinkedHashMap<>();

    /** @param textInput the prompt */
    public GenerateRequest(CharSequence textInput) {
        inputs.put(TEXT_INPUT, textInput);
    }

    /**
     * Adds an input.
     *
     * @param value a string, boolean, whole number, float, list of one of these, or a map of {@code parameters}; null or an
     *     empty list adds nothing
     */
    public GenerateRequest with(String name, Object value) {
        if (value != null && !(value instanceof Collection<?> list && list.isEmpty())) {
            inputs.put(name, value);
        }
        return this;
    }

    /** The prompt. */
    public CharSequence textInput() {
        return (CharSequence) inputs.get(TEXT_INPUT);
    }

    /** Whether the prompt is long and in pieces, and no other input is a list, such as one of images. */
    boolean isLongPrompt() {
        return textInput() instanceof LongText prompt
                && prompt.length() >= LONG
                && inputs.values().stream().noneMatch(Collection.class::isInstance);
    }

    /** All inputs by name. */
    public Map<String, Object> inputs() {
        return Collections.unmodifiableMap(inputs);
    }
}

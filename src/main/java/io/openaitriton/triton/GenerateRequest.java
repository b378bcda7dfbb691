package io.openaitriton.triton;

import com.fasterxml.jackson.annotation.JsonValue;
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
public final class GenerateRequest {
    private static final String TEXT_INPUT = "text_input";

    private final Map<String, Object> inputs = new LinkedHashMap<>();

    /** @param textInput the prompt */
    public GenerateRequest(String textInput) {
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
    public String textInput() {
        return (String) inputs.get(TEXT_INPUT);
    }

    /** All inputs by name. */
    @JsonValue
    public Map<String, Object> inputs() {
        return Collections.unmodifiableMap(inputs);
    }
}

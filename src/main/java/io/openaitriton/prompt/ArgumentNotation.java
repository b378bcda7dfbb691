package io.openaitriton.prompt;

import io.openaitriton.api.OpenAiJson;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How models write the values of arguments: with a space after commas and colons. Gemma is the exception: its keys are bare and
 * its strings have special quotes.
 */
enum ArgumentNotation {
    JSON("true", "false", "null"),
    PYTHON("True", "False", "None"),
    GEMMA("true", "false", "null");

    private static final String GEMMA_QUOTE = "<|\"|>";

    private final String yes;
    private final String no;
    private final String nothing;

    ArgumentNotation(String yes, String no, String nothing) {
        this.yes = yes;
        this.no = no;
        this.nothing = nothing;
    }

    /** The text of a value: a map, a list, a text, a number, a truth value or null. */
    String write(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> key((String) entry.getKey()) + write(entry.getValue()))
                    .collect(Collectors.joining(separator(), "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(this::write).collect(Collectors.joining(separator(), "[", "]"));
        }
        if (value instanceof String text) {
            return this == GEMMA ? GEMMA_QUOTE + text + GEMMA_QUOTE : json(text);
        }
        if (value instanceof Boolean truth) {
            return truth ? yes : no;
        }
        return value == null ? nothing : json(value);
    }

    private String key(String key) {
        return this == GEMMA ? key + ":" : json(key) + ": ";
    }

    private String separator() {
        return this == GEMMA ? "," : ", ";
    }

    /** JSON's texts are Python's too. */
    private static String json(Object value) {
        return OpenAiJson.text(value);
    }
}

package io.openaitriton.simulator.tools;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.simulator.core.ResponseJson;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Values as models write them: a space after commas and colons, and Python's own words in its literals. */
enum Notation {
    JSON("true", "false", "null"),
    PYTHON("True", "False", "None");

    private final String yes;
    private final String no;
    private final String nothing;

    Notation(String yes, String no, String nothing) {
        this.yes = yes;
        this.no = no;
        this.nothing = nothing;
    }

    String text(JsonNode value) {
        if (value.isObject()) {
            return value.properties().stream()
                    .map(member -> ResponseJson.quote(member.getKey()) + ": " + text(member.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(this::text)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        if (value.isTextual()) {
            return ResponseJson.quote(value.textValue());
        }
        return value.isBoolean() ? value.booleanValue() ? yes : no : value.isNull() ? nothing : value.toString();
    }
}

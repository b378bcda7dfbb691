package io.openaitriton.generation;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The output format that an answer must have, from any of the fields for it.
 *
 * @param kind {@code json_object}, {@code json}, {@code regex}, {@code choice}, {@code grammar} or {@code structural_tag}, as vLLM names them
 * @param value the schema, expression, list of choices or grammar; true for {@code json_object}
 * @param field the request field that demands it
 */
public record Constraint(String kind, JsonNode value, String field) {
    /** The value as text: a schema as JSON, unless the client wrote it as a string. */
    public String text() {
        return value.isTextual() ? value.textValue() : value.toString();
    }
}

package io.openaitriton.simulator.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.simulator.core.Json;
import io.openaitriton.simulator.tools.ToolPlayer;

/** A text with the structure that a constraint of vLLM's structured outputs demands. */
final class StructuredOutput {
    private StructuredOutput() {}

    /** A value of the JSON schema, the first choice, or else a fixed object; regex and grammar are not followed. */
    static String of(JsonNode structure, ToolPlayer player) {
        JsonNode choice = structure.path("choice").path(0);
        if (choice.isTextual()) {
            return choice.textValue();
        }
        JsonNode schema = schema(structure.path("json"));
        return schema.isObject() && !schema.isEmpty() ? player.json(schema) : "{\"answer\": 42}";
    }

    /** vLLM takes the schema as an object or as a JSON text. */
    private static JsonNode schema(JsonNode given) {
        try {
            return given.isTextual() ? Json.MAPPER.readTree(given.textValue()) : given;
        } catch (JsonProcessingException e) {
            return given;
        }
    }
}

package io.openaitriton.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;

/** JSON as the values of a template: maps in the order in which the client wrote them, lists, texts, numbers. */
final class TemplateValues {
    private TemplateValues() {}

    static Object of(JsonNode node) {
        return OpenAiJson.mapper().convertValue(node, Object.class);
    }
}

package io.openaitriton.api.rerank;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;

/**
 * A document of a request.
 *
 * @param text null when an object has no text that is a string
 * @param object what the client sent instead of a string; null for a string
 */
public record RerankDocument(String text, JsonNode object) {
    static RerankDocument of(JsonNode object) {
        return new RerankDocument(object.path("text").textValue(), object);
    }

    /** The document as an answer has it: the object that the client sent, or one with its text. */
    JsonNode answered() {
        return object == null ? OpenAiJson.mapper().createObjectNode().put("text", text) : object;
    }
}

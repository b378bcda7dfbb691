package io.openaitriton.api.messages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.generation.ApiException;

/** The input of a tool call. This API requires an object, but a model may write anything. */
final class ToolInput {
    private ToolInput() {}

    /** Null for arguments that are no object, or not whole. */
    static JsonNode of(String arguments) {
        if (arguments.isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            JsonNode input = OpenAiJson.mapper().readTree(arguments);
            return input.isObject() ? input : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** The error for the client: an empty object instead would call the tool with wrong input. */
    static ApiException wrong(String tool) {
        return ApiException.server(
                502,
                "triton_bad_answer",
                "The model called the tool '" + tool + "' with arguments that are not a JSON object.",
                null);
    }
}

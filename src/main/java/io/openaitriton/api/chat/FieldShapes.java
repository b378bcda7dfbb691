package io.openaitriton.api.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import io.openaitriton.generation.ApiException;
import java.util.List;

/**
 * Checks the JSON types that a request's records leave open: tool calls, and fields that take a string or an object. With a wrong
 * type a chat template fails halfway, or writes it into the prompt.
 */
final class FieldShapes {
    private FieldShapes() {}

    /** @throws ApiException 400, naming the first field at fault */
    static void check(ChatCompletionRequest request) {
        noNulls("functions", request.functions());
        noNulls("documents", request.documents());
        stringOrObject("tool_choice", request.toolChoice());
        stringOrObject("function_call", request.functionCall());
        stringOrObject("guided_json", request.guidedJson());
        stringOrObject("structural_tag", request.structuralTag());
        type("logits_processors", request.logitsProcessors(), JsonNodeType.ARRAY, "an array");
    }

    /** @throws ApiException 400, naming the first field at fault */
    static void calls(String at, ChatMessage message) {
        List<JsonNode> calls = message.toolCalls();
        for (int i = 0; calls != null && i < calls.size(); i++) {
            call(at + ".tool_calls[" + i + "]", calls.get(i));
        }
    }

    private static void call(String at, JsonNode call) {
        JsonNode function = function(at, call);
        if (function != null) {
            // templates need an object, and some clients send one
            stringOrObject(at + ".function.arguments", function.get("arguments"));
        }
    }

    /** Null for a type other than {@code function}: nothing is known of those. */
    static JsonNode function(String at, JsonNode node) {
        if (node == null) {
            throw wrong(at, "an object");
        }
        JsonNode type = node.get("type");
        type(at + ".type", type, JsonNodeType.STRING, "a string");
        if (isThere(type) && !"function".equals(type.textValue())) {
            return null;
        }
        JsonNode function = node.get("function");
        required(at + ".function", function);
        type(at + ".function", function, JsonNodeType.OBJECT, "an object");
        required(at + ".function.name", function.get("name"));
        type(at + ".function.name", function.get("name"), JsonNodeType.STRING, "a string");
        return function;
    }

    private static void required(String param, JsonNode value) {
        if (!isThere(value)) {
            throw ApiException.invalid(param, "Missing required parameter: '" + param + "'.");
        }
    }

    static void type(String param, JsonNode value, JsonNodeType type, String expected) {
        if (isThere(value) && value.getNodeType() != type) {
            throw wrong(param, expected);
        }
    }

    private static void stringOrObject(String param, JsonNode value) {
        if (isThere(value) && !value.isTextual() && !value.isObject()) {
            throw wrong(param, "a string or an object");
        }
    }

    private static void noNulls(String name, List<JsonNode> values) {
        int at = values == null ? -1 : values.indexOf(null);
        if (at >= 0) {
            throw wrong(name + "[" + at + "]", "an object");
        }
    }

    static boolean isThere(JsonNode value) {
        return value != null && !value.isNull();
    }

    private static ApiException wrong(String param, String expected) {
        return ApiException.invalid(param, "Invalid type for '" + param + "': expected " + expected + ".");
    }
}

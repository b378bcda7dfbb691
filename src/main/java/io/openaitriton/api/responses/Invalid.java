package io.openaitriton.api.responses;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.generation.ApiException;

/** What is wrong with a request: 400, naming the field. */
final class Invalid {
    private Invalid() {}

    static ApiException missing(String param) {
        return ApiException.invalid(param, "Missing required parameter: '" + param + "'.");
    }

    static ApiException type(String param, String expected) {
        return ApiException.invalid(param, "Invalid type for '" + param + "': expected " + expected + ".");
    }

    static ApiException value(String param, String why) {
        return ApiException.invalid(param, "Invalid value for '" + param + "': " + why + ".");
    }

    static ApiException unsupported(String param, String why) {
        return ApiException.invalid(param, "'" + param + "' is not supported: " + why + ".");
    }

    /** A string that must be there. */
    static String text(String at, JsonNode object, String field) {
        String text = textOrNull(at, object, field);
        if (text == null) {
            throw missing(at + "." + field);
        }
        return text;
    }

    /** A string, or null for none. */
    static String textOrNull(String at, JsonNode object, String field) {
        JsonNode value = object.get(field);
        if (!isThere(value)) {
            return null;
        }
        if (!value.isTextual()) {
            throw type(at + "." + field, "a string");
        }
        return value.textValue();
    }

    static boolean isThere(JsonNode value) {
        return value != null && !value.isNull();
    }
}

package io.openaitriton.api.messages;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.generation.ApiException;

/** Errors about a request, naming the field as the client wrote it. */
final class Refusal {
    /** Clients that would let the server keep the conversation send all of it after this error. */
    static final String THREAD = "thread_unsupported_request";

    private Refusal() {}

    static ApiException required(String at) {
        return ApiException.invalid(at, "Field required");
    }

    static ApiException invalid(String at, String why) {
        return ApiException.invalid(at, why);
    }

    static ApiException thread() {
        return ApiException.of(
                400, "invalid_request_error", "thread", THREAD, "message threads are not supported", null);
    }

    static String text(JsonNode in, String at, String name) {
        JsonNode value = in.get(name);
        if (isAbsent(value)) {
            throw required(at + "." + name);
        }
        if (!value.isTextual()) {
            throw invalid(at + "." + name, "Expected a string");
        }
        return value.textValue();
    }

    static boolean isAbsent(JsonNode value) {
        return value == null || value.isNull();
    }
}

package io.openaitriton.api.responses;

import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.ContextLimit;
import java.util.LinkedHashMap;
import java.util.Map;

/** The two events that end a failed stream: SDKs raise an exception for {@code error}, and Codex reads only {@code response.failed}. */
final class ResponseErrors {
    private ResponseErrors() {}

    /** Fields of the event {@code error}: flat as OpenAI has them, and once more as the Open Responses specification has. */
    static Map<String, Object> event(ApiException failure) {
        Map<String, Object> nested = new LinkedHashMap<>();
        nested.put("type", failure.type());
        fields(failure, nested);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields(failure, fields);
        fields.put("error", nested);
        return fields;
    }

    private static void fields(ApiException failure, Map<String, Object> to) {
        to.put("code", failure.code() == null ? failure.type() : failure.code());
        to.put("message", failure.getMessage());
        to.put("param", failure.param());
    }

    /** The error of a failed response, with a code that clients know. */
    static Response.Failure failure(ApiException failure) {
        String code = "server_error";
        if (ContextLimit.CODE.equals(failure.code())) {
            code = failure.code();
        } else if (failure.status() == 429) {
            code = "rate_limit_exceeded";
        } else if (failure.status() < 500) {
            code = "invalid_prompt";
        }
        return new Response.Failure(code, failure.getMessage());
    }
}

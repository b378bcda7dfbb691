package io.openaitriton.translate;

import io.openaitriton.triton.TritonException;

/** What a client is told when Triton fails. */
public final class TritonFailures {
    private TritonFailures() {}

    /** Status and error object for a failure, as OpenAI's clients understand them. */
    public static ApiException toApi(TritonException e) {
        String text = e.getMessage();
        return switch (e.kind()) {
            case UNKNOWN_MODEL ->
                ApiException.of(
                        404,
                        "invalid_request_error",
                        "model",
                        "model_not_found",
                        "Triton has no such model: " + text,
                        e);
            case NOT_READY -> ApiException.server(503, "model_not_ready", "The model is not ready: " + text, e);
            case OVERLOADED -> ApiException.server(503, "model_overloaded", "The model is overloaded: " + text, e);
            case UNREACHABLE -> ApiException.server(503, "triton_unreachable", "Triton cannot be reached.", e);
            case TIMED_OUT ->
                ApiException.server(504, "triton_timeout", "Triton did not answer in time: " + text + ".", e);
            case FAILED -> ApiException.server(502, "triton_error", "Triton reported an error: " + text, e);
            case BAD_ANSWER ->
                ApiException.server(502, "triton_bad_answer", "Triton's answer cannot be used: " + text + ".", e);
        };
    }
}

package io.openaitriton.call;

import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.ContextLimit;
import io.openaitriton.triton.TritonException;

/** The errors for a client when Triton fails. */
public final class TritonFailures {
    private TritonFailures() {}

    /** Status and error object for a failure, in the form that OpenAI's clients understand. */
    public static ApiException toApi(TritonException e) {
        String text = e.getMessage();
        return switch (e.kind()) {
            case UNKNOWN_MODEL ->
                ApiException.of(
                        404,
                        "invalid_request_error",
                        "model",
                        "model_not_found",
                        "Triton does not have this model: " + text,
                        e);
            case NOT_READY, DIED -> ApiException.server(503, "model_not_ready", "The model is not ready: " + text, e);
            case OVERLOADED -> ApiException.server(503, "model_overloaded", "The model is overloaded: " + text, e);
            case PROMPT_TOO_LONG ->
                invalid(e, ContextLimit.CODE, "The prompt is longer than the model's context; shorten it. " + said(e));
            case EMPTY_PROMPT -> invalid(e, null, "The prompt is empty; send a message with text. " + said(e));
            case UNKNOWN_ADAPTER -> adapter(e);
            case INVALID_FIELD ->
                invalid(
                        e,
                        null,
                        (e.param() == null ? "A sampling parameter" : "'" + e.param() + "'")
                                + " has a value that the model's backend refuses; change it or leave it out. "
                                + said(e));
            case NO_STREAM -> invalid(e, null, "This model cannot stream; leave 'stream' out. " + said(e));
            case TOO_LARGE ->
                ApiException.of(
                        413,
                        "invalid_request_error",
                        null,
                        "request_too_large",
                        "The request is larger than Triton accepts; shorten it. " + said(e),
                        e);
            case UNREACHABLE ->
                ApiException.server(503, "triton_unreachable", "The gateway cannot connect to Triton.", e);
            case TIMED_OUT ->
                ApiException.server(504, "triton_timeout", "Triton did not answer in time: " + text + ".", e);
            case FAILED -> ApiException.server(502, "triton_error", "Triton reported an error: " + text, e);
            case BAD_ANSWER ->
                ApiException.server(502, "triton_bad_answer", "Triton's answer cannot be used: " + text + ".", e);
        };
    }

    private static ApiException adapter(TritonException e) {
        boolean byModel = "model".equals(e.param());
        return ApiException.of(
                byModel ? 404 : 400,
                "invalid_request_error",
                e.param(),
                byModel ? "model_not_found" : null,
                "The model does not have this LoRA adapter. " + said(e),
                e);
    }

    private static ApiException invalid(TritonException e, String code, String message) {
        return ApiException.of(400, "invalid_request_error", e.param(), code, message, e);
    }

    private static String said(TritonException e) {
        return "Triton says: " + e.getMessage();
    }
}

package io.openaitriton.translate;

import io.openaitriton.openai.ErrorResponse;

/** A failure that the client is told, with the HTTP status and the words of OpenAI's error object. */
public final class ApiException extends RuntimeException {
    private final int status;
    private final transient ErrorResponse.Error error;

    private ApiException(int status, ErrorResponse.Error error, Throwable cause) {
        super(error.message(), cause);
        this.status = status;
        this.error = error;
    }

    /** The client's fault: 400, naming the field as the client wrote it, or null. */
    public static ApiException invalid(String param, String message) {
        return of(400, "invalid_request_error", param, null, message, null);
    }

    /** The client asked for a model that is not there: 404. */
    public static ApiException modelNotFound(String model) {
        return of(
                404,
                "invalid_request_error",
                "model",
                "model_not_found",
                "The model '" + model + "' does not exist or is not served here.",
                null);
    }

    /** Not the client's fault. {@code code} may be null. */
    public static ApiException server(int status, String code, String message, Throwable cause) {
        return of(status, "server_error", null, code, message, cause);
    }

    /** Any failure. */
    public static ApiException of(int status, String type, String param, String code, String message, Throwable cause) {
        return new ApiException(status, new ErrorResponse.Error(message, type, param, code), cause);
    }

    /** HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** Body of the answer, or data of the error event. */
    public ErrorResponse response() {
        return new ErrorResponse(error);
    }
}

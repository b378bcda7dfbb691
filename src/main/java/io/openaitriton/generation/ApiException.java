package io.openaitriton.generation;

/**
 * An error for the client: the HTTP status and the content of OpenAI's error object. {@link io.openaitriton.api.ErrorResponse#of}
 * makes that object; other APIs use their own shape.
 */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String type;
    private final String param;
    private final String code;

    private ApiException(int status, String type, String param, String code, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
    }

    /** A mistake of the client: 400, naming the field as the client wrote it, or null. */
    public static ApiException invalid(String param, String message) {
        return of(400, "invalid_request_error", param, null, message, null);
    }

    /** The client requested a model that does not exist: 404. */
    public static ApiException modelNotFound(String model) {
        return of(
                404,
                "invalid_request_error",
                "model",
                "model_not_found",
                "The model '" + model + "' does not exist or is not served here.",
                null);
    }

    /** A failure that is not the client's mistake. {@code code} may be null. */
    public static ApiException server(int status, String code, String message, Throwable cause) {
        return of(status, "server_error", null, code, message, cause);
    }

    /** Any failure. */
    public static ApiException of(int status, String type, String param, String code, String message, Throwable cause) {
        return new ApiException(status, type, param, code, message, cause);
    }

    /** HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** OpenAI's error type. */
    public String type() {
        return type;
    }

    /** The request field at fault as the client wrote it, or null. */
    public String param() {
        return param;
    }

    /** A fixed word for programs, or null. */
    public String code() {
        return code;
    }
}

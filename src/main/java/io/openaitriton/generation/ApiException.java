package io.openaitriton.generation;

/**
 * A failure that the client is told: the HTTP status and what OpenAI's error object says. {@link io.openaitriton.api.ErrorResponse#of} has that
 * object; another API writes it in its own shape.
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
        return new ApiException(status, type, param, code, message, cause);
    }

    /** HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** OpenAI's word for the kind of failure. */
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

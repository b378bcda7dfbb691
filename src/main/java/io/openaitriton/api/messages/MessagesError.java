package io.openaitriton.api.messages;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.ContextLimit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The body of an error answer, and the data of an error event. Source: Anthropic's API reference, "Errors". */
@JsonPropertyOrder({"type", "error", "request_id"})
public record MessagesError(
        Error error,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("request_id")
        String requestId) {
    private static final Pattern TOO_LONG = Pattern.compile("(\\d+)\\D+?(?<!\\d)(\\d+)");

    @JsonProperty
    String type() {
        return "error";
    }

    /** What went wrong. {@code message} begins with the field at fault. */
    public record Error(
            String type,
            String message,
            @JsonInclude(JsonInclude.Include.NON_NULL) Details details) {}

    /** The unsupported feature, for programs. */
    public record Details(@JsonProperty("error_code") String errorCode, List<String> unsupported) {}

    static MessagesError of(ApiException failure, String requestId) {
        Details details =
                Refusal.THREAD.equals(failure.code()) ? new Details(Refusal.THREAD, List.of(failure.param())) : null;
        return new MessagesError(new Error(type(failure), message(failure), details), requestId);
    }

    /** This API answers with 529 where others have 503. */
    static int status(ApiException failure) {
        return failure.status() == 503 ? 529 : failure.status();
    }

    private static String type(ApiException failure) {
        return switch (failure.status()) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503 -> "overloaded_error";
            case 504 -> "timeout_error";
            default -> failure.status() < 500 ? "invalid_request_error" : "api_error";
        };
    }

    private static String message(ApiException failure) {
        String message = failure.getMessage();
        if (failure.status() == 401) {
            return message.replace("'Authorization: Bearer KEY'", "'x-api-key: KEY' or 'Authorization: Bearer KEY'");
        }
        if (ContextLimit.CODE.equals(failure.code())) {
            return tooLong(message);
        }
        if (failure.param() == null || failure.status() != 400) {
            return message;
        }
        // as this API writes paths: messages.0.content
        String path = failure.param().replace("[", ".").replace("]", "");
        return path + ": " + message.replace(failure.param(), path);
    }

    /** Clients look for these words, also if the backend found the prompt too long. */
    private static String tooLong(String message) {
        if (message.startsWith("prompt is too long") || message.startsWith("input length and")) {
            return message;
        }
        Matcher numbers = TOO_LONG.matcher(message);
        if (numbers.find()) {
            long tokens = number(numbers.group(1));
            long most = number(numbers.group(2));
            if (tokens > most) {
                return "prompt is too long: " + tokens + " tokens > " + most + " maximum";
            }
        }
        return "prompt is too long: " + message;
    }

    private static long number(String digits) {
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }
}

package io.openaitriton.call;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.generation.ApiException;
import io.openaitriton.triton.TritonException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;

/** Turns any exception of a route into the error for the client. */
public final class Failures {
    private Failures() {}

    /**
     * The same for an exchange that the gateway may have ended.
     *
     * @param reason the reason, which replaces the failures that follow from it; null if the gateway did not end it
     */
    public static ApiException toApi(Throwable thrown, ApiException reason) {
        ApiException error = toApi(thrown);
        return reason == null || error.status() < 500 ? error : reason;
    }

    public static ApiException toApi(Throwable thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            ApiException known = known(e);
            if (known != null) {
                return known;
            }
        }
        return ApiException.server(
                500,
                "internal_error",
                "The gateway failed. Search its log for the x-request-id of this answer.",
                thrown);
    }

    private static ApiException known(Throwable e) {
        if (e instanceof ApiException api) {
            return api;
        }
        if (e instanceof TritonException triton) {
            return TritonFailures.toApi(triton);
        }
        if (e instanceof JsonProcessingException json) {
            return badJson(json);
        }
        if (e instanceof DirectConsumerNotAvailableException) {
            return ApiException.server(
                    503, "model_not_ready", "No route serves this model: its route is missing or not started.", e);
        }
        if (e instanceof RejectedExecutionException) {
            return ApiException.server(503, "shutting_down", "The gateway is shutting down.", e);
        }
        if (e instanceof CallTimeouts.Expired) {
            return TritonFailures.toApi(new TritonException(TritonException.Kind.TIMED_OUT, e.getMessage(), e));
        }
        TritonException.Kind kind = kind(e);
        return kind == null ? null : TritonFailures.toApi(new TritonException(kind, "the connection failed", e));
    }

    /** How Triton failed; null when something else did. */
    public static TritonException.Kind kindOf(Throwable thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof TritonException triton) {
                return triton.kind();
            }
            TritonException.Kind kind = e instanceof JsonProcessingException ? null : kind(e);
            if (kind != null) {
                return kind;
            }
        }
        return null;
    }

    private static TritonException.Kind kind(Throwable e) {
        // the first is a SocketTimeoutException too
        if (e instanceof ConnectTimeoutException
                || e instanceof ConnectionRequestTimeoutException
                || e instanceof ConnectException
                || e instanceof ConnectionLost
                || e instanceof NoRouteToHostException
                || e instanceof UnknownHostException) {
            return TritonException.Kind.UNREACHABLE;
        }
        if (e instanceof SocketTimeoutException) {
            return TritonException.Kind.TIMED_OUT;
        }
        return e instanceof IOException ? TritonException.Kind.BAD_ANSWER : null;
    }

    private static ApiException badJson(JsonProcessingException e) {
        if (isTooDeep(e)) {
            return ApiException.invalid(
                    null, "Invalid JSON: nested more than " + OpenAiJson.MAX_NESTING + " levels deep" + at(e) + ".");
        }
        // a number that is too large for its type is not a syntax error
        boolean badSyntax =
                e.getCause() instanceof StreamReadException && !(e.getCause() instanceof InputCoercionException);
        if (badSyntax || !(e instanceof JsonMappingException)) {
            JsonProcessingException syntax = badSyntax ? (JsonProcessingException) e.getCause() : e;
            return ApiException.invalid(null, "Invalid JSON in request body" + at(syntax) + ": " + words(syntax) + ".");
        }
        List<JsonMappingException.Reference> path = ((JsonMappingException) e).getPath();
        if (path.isEmpty()) {
            return ApiException.invalid(null, "Invalid request body: expected a JSON object" + at(e) + ".");
        }
        String param = path(path);
        if (param.equals("stop")) {
            return ApiException.invalid(
                    param,
                    "Invalid 'stop': expected a string or an array of strings, and no empty string" + at(e) + ".");
        }
        String expected = JsonTypes.of(target(e));
        return ApiException.invalid(param, "Invalid type for '" + param + "': expected " + expected + at(e) + ".");
    }

    private static Class<?> target(JsonProcessingException e) {
        if (e instanceof MismatchedInputException mismatch) {
            return mismatch.getTargetType();
        }
        return e.getCause() instanceof InputCoercionException coercion ? coercion.getTargetType() : null;
    }

    private static boolean isTooDeep(JsonProcessingException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof StreamConstraintsException
                    && String.valueOf(t.getMessage()).contains("nesting depth")) {
                return true;
            }
        }
        return false;
    }

    /** What the parser says, without its references to the source. */
    private static String words(JsonProcessingException e) {
        String text = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
        return text.replaceFirst(" \\(start marker at.*", "");
    }

    private static String at(JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        return location == null || location.getLineNr() < 1
                ? ""
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static String path(List<JsonMappingException.Reference> path) {
        return path.stream()
                .map(step -> step.getFieldName() != null ? "." + step.getFieldName() : "[" + step.getIndex() + "]")
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }
}

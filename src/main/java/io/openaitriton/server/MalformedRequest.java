package io.openaitriton.server;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.openaitriton.generation.ApiException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;

/** A request that is malformed, ambiguous or too large: it is refused, and over HTTP/1 its connection is closed. */
public final class MalformedRequest {
    private MalformedRequest() {}

    /**
     * Whether this request was answered here.
     *
     * @param maxHead bytes of a request's headers
     */
    public static boolean isRefused(RoutingContext context, int maxHead) {
        ApiException fault = fault(context.request(), maxHead);
        if (fault != null) {
            HttpErrors.answerLast(context, fault);
        }
        return fault != null;
    }

    private static ApiException fault(HttpServerRequest request, int maxHead) {
        if (request.version() == HttpVersion.HTTP_2) {
            return isOver(maxHead, request) ? headersTooLarge(maxHead) : null;
        }
        Throwable cause = request.decoderResult().cause();
        if (cause == null) {
            return null;
        }
        if (cause instanceof ApiException fault) {
            return fault;
        }
        if (cause instanceof TooLongHttpLineException) {
            int max = Math.min(maxHead, GatewayHttpServer.MAX_REQUEST_LINE);
            return error(
                    414,
                    "request_line_too_long",
                    "The request line is longer than " + max + " bytes. Send the fields in the body.");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return headersTooLarge(maxHead);
        }
        return error(400, null, notHttp(request.headers().getAll("Content-Length")));
    }

    private static String notHttp(List<String> lengths) {
        if (lengths.size() > 1 || lengths.size() == 1 && !lengths.get(0).matches("[0-9]+")) {
            String sent = String.join(", ", lengths);
            return "Invalid 'Content-Length: " + sent + "': send one, with the number of bytes in the body.";
        }
        return "The request is not HTTP/1.1: check the request line, the headers and the line endings.";
    }

    /** The size as in HTTP/1: with a colon, a space and a line end for each header. */
    private static boolean isOver(int maxHead, HttpServerRequest request) {
        int size = 0;
        for (Map.Entry<String, String> header : request.headers()) {
            size += header.getKey().length() + header.getValue().length() + 4;
        }
        return size > maxHead;
    }

    private static ApiException headersTooLarge(int maxHead) {
        return error(
                431,
                "request_headers_too_large",
                "The request headers are larger than " + maxHead + " bytes. Send fewer or shorter headers.");
    }

    private static ApiException error(int status, String code, String message) {
        return ApiException.of(status, "invalid_request_error", null, code, message, null);
    }
}

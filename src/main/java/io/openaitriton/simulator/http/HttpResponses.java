package io.openaitriton.simulator.http;

import io.openaitriton.simulator.core.TritonError;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;

/** Writes responses with Triton's headers, in its order and case, and no others. */
final class HttpResponses {
    static final String JSON = "application/json";
    static final String PLAIN = "text/plain";
    static final String EVENTS = "text/event-stream; charset=utf-8";

    private HttpResponses() {}

    /** Answers with Content-Length, as for everything that does not come from a model. */
    static void fixed(HttpServerResponse response, int status, String contentType, String body) {
        status(response, status);
        String length = Integer.toString(body.getBytes(StandardCharsets.UTF_8).length);
        if (contentType.equals(PLAIN)) {
            // Triton's HTTP library adds this type, last, where no handler set one
            response.putHeader("Content-Length", length).putHeader("Content-Type", contentType);
        } else {
            response.putHeader("Content-Type", contentType).putHeader("Content-Length", length);
        }
        response.end(body);
    }

    static void fixedError(HttpServerResponse response, int status, String contentType, String text) {
        fixed(response, status, contentType, TritonError.json(text));
    }

    /** Sets what is sent before the first chunk; nothing is sent yet. */
    static void chunkedHead(HttpServerResponse response, int status, String contentType) {
        status(response, status);
        response.putHeader("Content-Type", contentType).putHeader("Transfer-Encoding", "chunked");
    }

    static String event(String json) {
        return "data: " + json + "\n\n";
    }

    static void status(HttpServerResponse response, int status) {
        response.setStatusCode(status);
        if (status == 405) {
            response.setStatusMessage("Not Allowed");
        }
        capitalise(response);
    }

    /** Vert.x adds its {@code connection: close} in lower case. */
    static void capitalise(HttpServerResponse response) {
        response.headersEndHandler(end -> {
            String connection = response.headers().get(HttpHeaders.CONNECTION);
            if (connection != null) {
                response.headers().remove(HttpHeaders.CONNECTION);
                response.headers().add("Connection", connection);
            }
        });
    }
}

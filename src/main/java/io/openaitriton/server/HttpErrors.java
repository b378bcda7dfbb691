package io.openaitriton.server;

import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.SurfaceHttp;
import io.openaitriton.exchange.Observations;
import io.openaitriton.generation.ApiException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Errors, in the shape of the requested API, for requests that reach no route: wrong path, method or content type, or a body that
 * is too large.
 */
public final class HttpErrors {
    private static final Logger LOG = LoggerFactory.getLogger(HttpErrors.class);
    private static final String TYPE = "invalid_request_error";

    private final Router router;
    private volatile boolean ready;

    private HttpErrors(Router router) {
        this.router = router;
    }

    /** Answers requests that no other route of this router takes: with 503 at first, because routes may still be starting. */
    public static HttpErrors install(Router router) {
        HttpErrors errors = new HttpErrors(router);
        // last, even after routes that are added later
        router.route().last().handler(errors::unmatched).failureHandler(errors::failed);
        // for failures while Vert.x searches for a route, for which it calls no failure handler
        router.errorHandler(500, request -> failed(request, 500));
        return errors;
    }

    /** Answers requests that Vert.x refuses before it searches for a route, such as a path that cannot be decoded. */
    public void installAround(Router outer) {
        for (int status : new int[] {400, 404, 500}) {
            outer.errorHandler(status, request -> failed(request, status));
        }
    }

    /** All routes have started: from now on a request that no route takes is the client's mistake. */
    public void ready() {
        ready = true;
    }

    private void unmatched(RoutingContext request) {
        List<Route> samePath = router.getRoutes().stream()
                .filter(route -> route.getPath() != null && matches(route, request.normalizedPath()))
                .toList();
        if (!ready) {
            unavailable(request, "starting", "The gateway is starting; retry later.");
            return;
        }
        if (samePath.isEmpty()) {
            answer(request, unknownUrl(request));
            return;
        }
        Set<String> methods = samePath.stream()
                .filter(route -> route.methods() != null)
                .flatMap(route -> route.methods().stream())
                .map(HttpMethod::name)
                .collect(Collectors.toCollection(TreeSet::new));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        if (!methods.contains(request.request().method().name())) {
            request.response().putHeader("Allow", String.join(", ", methods));
            answer(
                    request,
                    error(
                            405,
                            "method_not_allowed",
                            "Method not allowed: " + target(request) + ". Use " + String.join(", ", methods) + "."));
            return;
        }
        String type = request.request().getHeader("Content-Type");
        String what = type == null ? "Missing content type" : "Unsupported content type '" + type + "'";
        String expected = FileUploads.isAt(request) ? "multipart/form-data" : "application/json";
        answer(request, error(415, "unsupported_content_type", what + ": send 'Content-Type: " + expected + "'."));
    }

    private void failed(RoutingContext request) {
        failed(request, request.statusCode());
    }

    private static void failed(RoutingContext request, int status) {
        if (request.failure() instanceof RejectedExecutionException) {
            overloaded(request);
            return;
        }
        if (request.failure() instanceof ApiException known) {
            answer(request, known, known.status() == 413);
            return;
        }
        switch (status) {
            // Vert.x's body handler, for a body that ended early
            case 200 -> answerLast(request, error(400, null, "The request body ended early. Send the whole body."));
            case 400 -> answerLast(request, error(400, null, "Invalid HTTP request."));
            case 404 -> answer(request, unknownUrl(request));
            case 413 ->
                answerLast(
                        request,
                        FileUploads.isAt(request)
                                ? FileUploads.tooLarge()
                                : error(
                                        413,
                                        "request_too_large",
                                        "The request body is too large. Send a smaller"
                                                + " one, or ask the gateway's operator to raise GATEWAY_MAX_BODY_SIZE."));
            case 417 -> answerLast(request, error(417, "unsupported_expectation", expectation(request)));
            default -> internal(request);
        }
    }

    private static void internal(RoutingContext request) {
        ObservedRequest observed = ObservedRequest.current();
        if (observed != null) {
            MDC.put(Observations.REQUEST_ID, observed.observation().id());
        }
        LOG.error("The request {} failed", target(request), request.failure());
        MDC.remove(Observations.REQUEST_ID);
        answer(
                request,
                ApiException.server(
                        500,
                        "internal_error",
                        "The gateway failed. Search its log for the x-request-id of this answer.",
                        request.failure()));
    }

    /** Answers as if the path did not exist. */
    static void answerUnknown(RoutingContext request) {
        answer(request, unknownUrl(request));
    }

    private static ApiException unknownUrl(RoutingContext request) {
        return error(404, "unknown_url", "Unknown request URL: " + target(request) + ". Check the base URL.");
    }

    private static String expectation(RoutingContext request) {
        return "Unsupported 'Expect: " + request.request().getHeader("Expect") + "': only 100-continue is supported."
                + " Leave the header out.";
    }

    /** Answers with 503. */
    static void overloaded(RoutingContext request) {
        unavailable(request, "overloaded", "The gateway has too many requests now; retry later.");
    }

    private static void unavailable(RoutingContext request, String code, String message) {
        request.response().putHeader("Retry-After", "1");
        answer(request, ApiException.server(503, code, message, null));
    }

    private static boolean matches(Route route, String path) {
        String pattern = route.getPath();
        if (path.length() > 1 && path.endsWith("/")) {
            // Vert.x takes it for the same
            return matches(route, path.substring(0, path.length() - 1));
        }
        if (!pattern.contains(":")) {
            return pattern.equals(path);
        }
        return path.matches(pattern.replaceAll(":[^/]+", "[^/]+"));
    }

    private static String target(RoutingContext request) {
        return request.request().method() + " " + request.request().path();
    }

    private static ApiException error(int status, String code, String message) {
        return ApiException.of(status, TYPE, null, code, message, null);
    }

    /** Answers, and discards the request's body. */
    static void answer(RoutingContext request, ApiException error) {
        answer(request, error, false);
    }

    /** Answers, and closes the connection. */
    static void answerLast(RoutingContext request, ApiException error) {
        answer(request, error, true);
    }

    private static void answer(RoutingContext request, ApiException error, boolean last) {
        ObservedRequest observed = ObservedRequest.current();
        if (observed != null) {
            observed.observation().failed(error);
        }
        if (request.response().headWritten()) {
            request.response().reset(2);
            return;
        }
        if (last && request.request().version() != HttpVersion.HTTP_2) {
            request.response().putHeader("Connection", "close");
            // before the answer, with which Vert.x may close the connection
            UnreadBody.closeAfter(request.request());
        }
        try {
            SurfaceHttp surface = observed == null ? SurfaceHttp.OPENAI : observed.surface();
            byte[] body = OpenAiJson.mapper()
                    .writeValueAsBytes(surface.error(
                            error,
                            observed == null ? null : observed.observation().id()));
            surface.errorHeaders(error).forEach(request.response()::putHeader);
            Future<Void> answered = request.response()
                    .setStatusCode(surface.status(error))
                    .putHeader("Content-Type", "application/json")
                    // of an answer that failed before it was written
                    .setChunked(false)
                    .putHeader("Content-Length", Integer.toString(body.length))
                    .end(Buffer.buffer(body));
            UnreadBody.discard(request, answered, last);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.openaitriton.server;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * Lets pages of other origins use the gateway from a browser: adds headers to every answer, including errors and streams, and
 * answers preflights before any check, because browsers send no key with them (Fetch standard, "CORS protocol").
 *
 * <p>Vert.x-Web's own CorsHandler refuses origins that are not listed with 403. Here such a request is served without the
 * headers: a browser also sends {@code Origin} with a POST to the page's own origin, for example if a proxy serves both page and
 * gateway.
 */
public final class Cors {
    private static final String ALLOW_ORIGIN = "access-control-allow-origin";
    private static final String METHODS = "GET, HEAD, POST, DELETE, OPTIONS";
    /** Headers that scripts may read. Not {@code *}, which has no effect for requests with credentials. */
    private static final String EXPOSED = "x-request-id, request-id, retry-after, x-should-retry, www-authenticate,"
            + " x-ratelimit-limit-requests, x-ratelimit-remaining-requests, x-ratelimit-reset-requests,"
            + " x-ratelimit-limit-tokens, x-ratelimit-remaining-tokens, x-ratelimit-reset-tokens";
    /** Seconds; Chromium keeps the answer to a preflight for no longer. */
    private static final String MAX_AGE = "7200";

    private final CorsOrigins origins;

    private Cors(CorsOrigins origins) {
        this.origins = origins;
    }

    /** Does nothing if no origin may use the server. */
    public static EntryStep step(CorsOrigins origins) {
        return origins.isEmpty() ? context -> true : new Cors(origins)::enter;
    }

    private boolean enter(RoutingContext context) {
        HttpServerRequest request = context.request();
        MultiMap answer = request.response().headers();
        if (!origins.isAny()) {
            answer.set("vary", "Origin");
        }
        String origin = request.getHeader("Origin");
        if (origin == null || !origins.allow(origin)) {
            return true;
        }
        answer.set(ALLOW_ORIGIN, origins.isAny() ? "*" : origin);
        answer.set("access-control-expose-headers", EXPOSED);
        return true;
    }

    /** Whether this is a preflight request for a page of an allowed origin. */
    static boolean isPreflight(RoutingContext context) {
        HttpServerRequest request = context.request();
        return request.method().equals(HttpMethod.OPTIONS)
                && request.getHeader("Access-Control-Request-Method") != null
                && context.response().headers().contains(ALLOW_ORIGIN);
    }

    /**
     * Answers a preflight, even if the gateway takes no other requests: otherwise the page could not read the error. Any header
     * is allowed: SDKs send many, and the gateway reads none that could do harm.
     */
    static void answerPreflight(RoutingContext context) {
        HttpServerResponse response = context.response();
        response.putHeader("access-control-allow-methods", METHODS);
        String wanted = context.request().getHeader("Access-Control-Request-Headers");
        if (wanted != null) {
            response.putHeader("access-control-allow-headers", wanted);
        }
        response.putHeader("access-control-max-age", MAX_AGE);
        UnreadBody.discard(context, response.setStatusCode(204).end(), false);
    }
}

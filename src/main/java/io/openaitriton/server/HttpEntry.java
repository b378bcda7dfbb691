package io.openaitriton.server;

import io.openaitriton.admission.AccessControl;
import io.openaitriton.generation.ApiException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps for every HTTP request before any route: it is counted for the shutdown, refused for mistakes that no route would
 * notice, and its key is checked.
 */
public final class HttpEntry {
    private static final Logger LOG = LoggerFactory.getLogger(HttpEntry.class);
    /** Methods whose bodies may be forms. */
    private static final Set<HttpMethod> FORM_METHODS =
            Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

    private final VertxPlatformHttpRouter server;
    private final Shutdown shutdown;
    private final AccessControl access;
    private final int maxRequests;
    private final int maxHead;
    private final PagePort page;
    private final Http2Connections http2 = new Http2Connections();

    private HttpEntry(
            VertxPlatformHttpRouter server,
            Shutdown shutdown,
            AccessControl access,
            int maxRequests,
            int maxHead,
            PagePort page) {
        this.page = page;
        this.server = server;
        this.shutdown = shutdown;
        this.access = access;
        this.maxRequests = maxRequests;
        this.maxHead = maxHead;
        shutdown.onBegin(http2::goAway);
    }

    /**
     * @param access null to admit everybody
     * @param maxRequests concurrent requests; more are refused, except a few that {@link WorkerPool} also admits
     * @param maxHead bytes of a request's headers
     * @param page the port of the page
     */
    public static EntryStep step(
            VertxPlatformHttpRouter server,
            Shutdown shutdown,
            AccessControl access,
            int maxRequests,
            int maxHead,
            PagePort page) {
        return new HttpEntry(server, shutdown, access, WorkerPool.withMargin(maxRequests), maxHead, page)::enter;
    }

    private boolean enter(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (UnreadBody.isLast(request)) {
            // sent after an answer that announced the close of the connection
            return false;
        }
        if (MalformedRequest.isRefused(context, maxHead)) {
            return false;
        }
        if (request.method().equals(HttpMethod.HEAD)) {
            again(server, new HeadRequest(request));
            return false;
        }
        String type = request.getHeader("Content-Type");
        String lowerCase = type == null ? null : mediaTypeInLowerCase(type);
        if (type != null && !type.equals(lowerCase)) {
            // Vert.x compares media types case-sensitively, and has parsed the header already
            request.headers().set("Content-Type", lowerCase);
            again(server, request);
            return false;
        }
        if (request.version() == HttpVersion.HTTP_1_0) {
            // it has no chunks: an answer without a length ends with the connection, even if the client would keep it
            context.addEndHandler(ended -> request.connection().close());
        }
        if (type != null && !FORM_METHODS.contains(request.method())) {
            // Vert.x would read a form for any method, and fails for methods without a body
            request.headers().remove("Content-Type");
        }
        if (request.version() == HttpVersion.HTTP_2) {
            http2.follow(context);
        }
        ClientConnection.follow(context, HttpEntry::tooSlow);
        if (Cors.isPreflight(context)) {
            Cors.answerPreflight(context);
            return false;
        }
        boolean taken = shutdown.enter();
        context.addEndHandler(ended -> shutdown.leave());
        if (!taken) {
            if (request.version() == HttpVersion.HTTP_2) {
                http2.goAway(context);
            }
            context.response().putHeader("Retry-After", "1");
            HttpErrors.answerLast(context, Shutdown.refusal());
            return false;
        }
        if (shutdown.requests() > maxRequests) {
            // before its body is read, and before a worker has to be refused, for which Camel logs a stack trace
            HttpErrors.overloaded(context);
            return false;
        }
        if (shutdown.hasBegun() && request.version() != HttpVersion.HTTP_2) {
            // the client should send its next request to another gateway
            context.response().putHeader("Connection", "close");
        }
        return isParsed(context) && isUnderstood(context) && isKnown(context) && isHere(context);
    }

    private static void tooSlow(RoutingContext context) {
        String message = "The request did not arrive within 'gateway.request-timeout'. Send it again.";
        HttpErrors.answerLast(
                context, ApiException.of(408, "invalid_request_error", null, "request_timeout", message, null));
        if (context.request().version() != HttpVersion.HTTP_2) {
            // the rest of it is not awaited
            context.request().connection().close();
        }
    }

    /** Without a key no body is read and no route runs. */
    private boolean isKnown(RoutingContext context) {
        if (page.isOpen(context)) {
            // its files may be cached if they are validated each time; Camel's routes cannot set this header
            context.response().putHeader("cache-control", "no-cache");
            return true;
        }
        if (access == null) {
            return true;
        }
        try {
            ObservedRequest observed = ObservedRequest.current();
            observed.key(access.identify(observed.surface().authorization(context.request()::getHeader)));
            return true;
        } catch (ApiException e) {
            HttpErrors.answer(context, e);
            return false;
        }
    }

    private boolean isHere(RoutingContext context) {
        if (page.isElsewhere(context)) {
            HttpErrors.answerUnknown(context);
            return false;
        }
        return true;
    }

    /** Vert.x parses these headers for every route, and its parser fails for some values. */
    private static boolean isParsed(RoutingContext context) {
        try {
            context.parsedHeaders().contentType().parameters();
            return true;
        } catch (RuntimeException e) {
            LOG.debug("Vert.x cannot parse the headers", e);
            String message = "Invalid 'Content-Type' or 'Accept' header: check its quotes.";
            HttpErrors.answer(context, ApiException.invalid(null, message));
            return false;
        }
    }

    private static boolean isUnderstood(RoutingContext context) {
        String encoding = EncodedBody.encoding(context.request());
        if (encoding != null) {
            String code = "unsupported_content_encoding";
            context.response().putHeader("Accept-Encoding", EncodedBody.ACCEPTED);
            String instead = "send the body as it is, or as gzip or deflate.";
            HttpErrors.answer(context, refused(415, code, "Content-Encoding", encoding, instead));
            return false;
        }
        return true;
    }

    private static ApiException refused(int status, String code, String header, String value, String instead) {
        String message = "Unsupported '" + header + ": " + value + "': " + instead;
        return ApiException.of(status, "invalid_request_error", null, code, message, null);
    }

    /** Restarts the routing of the request. */
    public static void again(VertxPlatformHttpRouter server, HttpServerRequest request) {
        ((Router) server.getServer().getServer().requestHandler()).handle(request);
    }

    private static String mediaTypeInLowerCase(String type) {
        int end = type.indexOf(';');
        return end < 0
                ? type.toLowerCase(Locale.ROOT)
                : type.substring(0, end).toLowerCase(Locale.ROOT) + type.substring(end);
    }
}

package io.openaitriton.server;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/**
 * The rest of a request body that is not needed. A limited part of it is read and discarded, because a client that is cut off
 * while it sends may not see its answer; then the connection is closed.
 */
final class UnreadBody {
    private static final long MAX_BYTES = 16 << 20;
    private static final long MAX_MILLIS = 10_000;
    /** HTTP/2's error code: no error, but the rest is not needed. */
    private static final long NO_ERROR = 0;

    private static final AttributeKey<Boolean> LAST = AttributeKey.valueOf(UnreadBody.class, "last");

    private long left = MAX_BYTES;

    private UnreadBody() {}

    /** From now on, nothing on the connection of this HTTP/1 request is parsed as a request. */
    static void closeAfter(HttpServerRequest request) {
        Channel connection = ClientConnection.channel(request);
        connection.attr(LAST).set(true);
        LingeringClose.on(connection);
    }

    /** @param last whether to close the connection in any case after the answer */
    static void discard(RoutingContext context, Future<Void> answered, boolean last) {
        HttpServerRequest request = context.request();
        if (request.version() == HttpVersion.HTTP_2) {
            if (!request.isEnded()) {
                answered.onComplete(sent -> request.response().reset(NO_ERROR));
            }
        } else if (!request.isEnded()) {
            new UnreadBody().discardRest(context, answered, last);
        } else if (last) {
            answered.onComplete(sent -> request.connection().close());
        }
    }

    /** Whether an answer on this connection has announced its close. */
    static boolean isLast(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_2
                && ClientConnection.channel(request).hasAttr(LAST);
    }

    private void discardRest(RoutingContext context, Future<Void> answered, boolean last) {
        HttpServerRequest request = context.request();
        long timer = context.vertx()
                .setTimer(MAX_MILLIS, late -> request.connection().close());
        request.handler(part -> {
            left -= part.length();
            if (left < 0) {
                request.connection().close();
            }
        });
        request.endHandler(end -> {
            context.vertx().cancelTimer(timer);
            if (last) {
                answered.onComplete(sent -> request.connection().close());
            }
        });
        request.exceptionHandler(gone -> context.vertx().cancelTimer(timer));
        request.resume();
    }
}

package io.openaitriton.server;

import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The HTTP/2 connections of clients. At shutdown each client gets a GOAWAY, and makes its next requests elsewhere (RFC 9113,
 * 6.8); HTTP/1 has {@code Connection: close} for this. A connection with streams gets it after they end, or with the first
 * refused request: RFC 9113 lets streams go on after a GOAWAY, but the JDK's client before 24 and Python's h2 end them.
 */
final class Http2Connections {
    private static final long NO_ERROR = 0;
    /** Requests that the client sent before it got the GOAWAY are answered too. */
    private static final int ALL_STREAMS = Integer.MAX_VALUE;

    private final Map<HttpConnection, Kept> open = new ConcurrentHashMap<>();
    private volatile boolean leaving;

    /** Counts a request on its connection until its answer has ended. */
    void follow(RoutingContext context) {
        HttpConnection connection = context.request().connection();
        Kept kept = open.computeIfAbsent(connection, added -> {
            ClientConnection.channel(context.request()).closeFuture().addListener(closed -> open.remove(added));
            return new Kept(added);
        });
        kept.begin();
        context.addEndHandler(ended -> kept.end(leaving));
    }

    /** Sends a GOAWAY to connections without streams, and to the others later. */
    void goAway() {
        leaving = true;
        open.values().forEach(Kept::goAwayIfIdle);
    }

    /** Sends a GOAWAY to the client of this refused request. */
    void goAway(RoutingContext context) {
        Kept kept = open.get(context.request().connection());
        if (kept != null) {
            kept.goAway();
        }
    }

    private static final class Kept {
        private final HttpConnection connection;
        private int streams;
        private boolean sent;

        private Kept(HttpConnection connection) {
            this.connection = connection;
        }

        private synchronized void begin() {
            streams++;
        }

        private synchronized void end(boolean leaving) {
            streams--;
            if (leaving) {
                goAwayIfIdle();
            }
        }

        private synchronized void goAwayIfIdle() {
            if (streams == 0) {
                goAway();
            }
        }

        private synchronized void goAway() {
            if (!sent) {
                sent = true;
                connection.goAway(NO_ERROR, ALL_STREAMS);
            }
        }
    }
}

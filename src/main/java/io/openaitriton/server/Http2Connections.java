package io.openaitriton.server;

import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections of HTTP/2 that clients keep. When the gateway begins to end, each client gets a GOAWAY, and makes its next requests
 * elsewhere (RFC 9113, 6.8); HTTP/1 has {@code Connection: close} for this. A connection with streams gets it when they have ended, or with
 * the first request that is refused: RFC 9113 lets streams go on after a GOAWAY, but the JDK's client before 24 and Python's h2 end them.
 */
final class Http2Connections {
    private static final long NO_ERROR = 0;
    /** Also what the client sent before it heard of the end is answered. */
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

    /** A GOAWAY for all that have no streams, and for the others in time. */
    void goAway() {
        leaving = true;
        open.values().forEach(Kept::goAwayIfIdle);
    }

    /** A GOAWAY for the client of this request, which is refused. */
    void goAway(RoutingContext context) {
        Kept kept = open.get(context.request().connection());
        if (kept != null) {
            kept.goAway();
        }
    }

    private static final class Kept {
        private final HttpConnection connection;
        private int streams;
        private boolean told;

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
            if (!told) {
                told = true;
                connection.goAway(NO_ERROR, ALL_STREAMS);
            }
        }
    }
}

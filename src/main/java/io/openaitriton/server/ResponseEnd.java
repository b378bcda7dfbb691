package io.openaitriton.server;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a response that has begun and cannot be completed, from a thread that may wait. */
final class ResponseEnd {
    private static final Logger LOG = LoggerFactory.getLogger(ResponseEnd.class);
    /** HTTP/2's error code. */
    private static final long INTERNAL_ERROR = 2;

    private static final long CANCEL = 8;

    /** For the last words to a client whose stream broke. */
    private static final long LAST_MILLIS = 5000;

    private final HttpServerRequest request;

    ResponseEnd(HttpServerRequest request) {
        this.request = request;
    }

    /** At once: what is to be written first would never be. */
    void cutOff() {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(CANCEL);
        } else {
            ClientConnection.channel(request).close();
        }
        endUnsent();
    }

    /** Ends a broken stream so that every client notices: by its connection, not by a clean end. */
    void breakOff() {
        HttpServerResponse response = request.response();
        if (!response.closed()) {
            // what was written before, the error event, is sent first
            isDone(response.write(Buffer.buffer()), LAST_MILLIS);
            if (request.version() == HttpVersion.HTTP_2) {
                // not 0, which is no error: it would look like a clean end
                response.reset(INTERNAL_ERROR);
            } else {
                isDone(request.connection().close(), LAST_MILLIS);
            }
        }
        endUnsent();
    }

    /** Nothing is sent any more, but the consumer leaves the response alone. */
    private void endUnsent() {
        if (!request.response().ended()) {
            request.response().end();
        }
    }

    /** True also when it failed: the client has gone then. */
    boolean isDone(Future<Void> written, long millis) {
        try {
            written.toCompletionStage().toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            LOG.debug("The client disconnected", e);
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }
}

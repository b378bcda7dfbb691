package io.openaitriton.server;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a response that has begun, from a thread that may block. */
final class ResponseEnd {
    private static final Logger LOG = LoggerFactory.getLogger(ResponseEnd.class);
    /** HTTP/2's error code. */
    private static final long INTERNAL_ERROR = 2;

    private static final long CANCEL = 8;

    /** Longest wait for the error event to a client whose stream failed. */
    private static final long LAST_MILLIS = 5000;

    private final HttpServerRequest request;

    ResponseEnd(HttpServerRequest request) {
        this.request = request;
    }

    /**
     * Ends a whole answer, and waits until all of it has been sent, or the client has disconnected.
     *
     * <p>A timed wait would set and cancel a timer of the JDK for each virtual thread, and wake the timers' thread twice. So the wait has no
     * timeout. The event loop ends the response, which most often sends the rest immediately, and needs a timer only if it does not.
     *
     * @return false if the client did not read the rest in time
     */
    boolean end(long millis) {
        return end(ClientConnection.channel(request).eventLoop(), request.response()::end, millis);
    }

    /** @param response ends the response; it runs on the loop */
    static boolean end(EventLoop loop, Supplier<Future<Void>> response, long millis) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        loop.execute(() -> endOn(loop, response, millis, done));
        try {
            return done.get();
        } catch (ExecutionException e) {
            LOG.debug("The client disconnected", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    private static void endOn(
            EventLoop loop, Supplier<Future<Void>> response, long millis, CompletableFuture<Boolean> done) {
        try {
            Future<Void> end = response.get();
            end.onSuccess(sent -> done.complete(true)).onFailure(done::completeExceptionally);
            if (!done.isDone()) {
                ScheduledFuture<?> timer = loop.schedule(() -> done.complete(false), millis, TimeUnit.MILLISECONDS);
                end.onComplete(sent -> timer.cancel(false));
            }
        } catch (RuntimeException e) {
            // such as a response that was ended already; the thread waits for this
            done.completeExceptionally(e);
        }
    }

    /** Immediately, because waiting for earlier writes would never end. */
    void cutOff() {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(CANCEL);
        } else {
            ClientConnection.channel(request).close();
        }
        endUnsent();
    }

    /** Ends a failed stream so that every client notices: by closing the connection, not with a clean end. */
    void breakOff() {
        HttpServerResponse response = request.response();
        if (!response.closed()) {
            // earlier writes, the error event, are sent first
            isDone(response.write(Buffer.buffer()), LAST_MILLIS);
            if (request.version() == HttpVersion.HTTP_2) {
                // not 0, which means no error and would look like a clean end
                response.reset(INTERNAL_ERROR);
            } else {
                isDone(request.connection().close(), LAST_MILLIS);
            }
        }
        endUnsent();
    }

    /** Sends nothing more; the consumer does not touch the response. */
    private void endUnsent() {
        if (!request.response().ended()) {
            request.response().end();
        }
    }

    /** Also true if it failed, because then the client has disconnected. */
    private static boolean isDone(Future<Void> written, long millis) {
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

package io.openaitriton.camel;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.openaitriton.camel.access.OpenAiAccess;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's end of an exchange that came over platform-http on Vert.x. The only class of the routes that knows Vert.x: it is
 * loaded only where the exchange comes from there.
 *
 * <p>On camel-main an {@code InputStream} body does not stream: the Vert.x consumer fills 8 KiB before it writes
 * (CAMEL-23804). So the response is written here, and the consumer leaves an ended response alone. Delete {@link #write}
 * when the Camel line in use streams an {@code InputStream} as it comes.
 */
final class VertxClient {
    private static final Logger LOG = LoggerFactory.getLogger(VertxClient.class);
    /** HTTP/2's error code. */
    private static final long INTERNAL_ERROR = 2;

    private static final long CANCEL = 8;

    /** For the last words to a client whose stream broke. */
    private static final long LAST_MILLIS = 5000;

    private final HttpServerRequest request;
    private final UpstreamCall call;
    private final Runnable gone;
    private final long writeTimeout;
    private final ChannelFutureListener left;
    private ChannelFuture closed;

    private VertxClient(HttpServerRequest request, UpstreamCall call, Runnable gone, long writeTimeout) {
        this.request = request;
        this.call = call;
        this.gone = gone;
        this.writeTimeout = writeTimeout;
        this.left = connection -> gone.run();
    }

    /**
     * The client of an exchange, whose message is an {@link HttpMessage}: when it leaves, the call to Triton ends. {@link #unwatch} is for
     * the end of the exchange.
     */
    static VertxClient watch(Exchange exchange, UpstreamCall call, long writeTimeout) {
        HttpServerRequest request = ((HttpMessage) exchange.getMessage()).getRequest();
        ObservedRequest observed = ObservedRequest.current();
        if (observed != null) {
            Observations.begin(observed.observation(), exchange);
            if (observed.key() != null) {
                // so that it is not looked for again
                exchange.setProperty(OpenAiAccess.KEY, observed.key());
            }
        }
        Runnable gone = gone(call, observed);
        request.response().closeHandler(closed -> gone.run());
        VertxClient client = new VertxClient(request, call, gone, writeTimeout);
        client.watchConnection();
        return client;
    }

    /** What happens when the client leaves: first it is noted, so that what fails by it is not taken for the cause. */
    private static Runnable gone(UpstreamCall call, ObservedRequest observed) {
        return () -> {
            if (observed != null) {
                observed.end();
            }
            call.cancel();
        };
    }

    /**
     * Vert.x tells only the response that it is working on that its connection has closed. A request that came right
     * after another on one connection is not told, so the channel is asked, which tells also when it has closed before.
     */
    private void watchConnection() {
        if (request.version() != HttpVersion.HTTP_2) {
            closed = ClientConnection.channel(request).closeFuture();
            closed.addListener(left);
        }
    }

    /** The exchange is over; the connection stays. */
    void unwatch() {
        if (closed != null) {
            closed.removeListener(left);
        }
    }

    /**
     * Streams to the client, each read as it comes, and ends the stream and the response.
     *
     * @param read runs when all of the stream has been written but the end
     */
    void write(InputStream events, Map<String, String> headers, Map<String, String> more, Runnable read) {
        HttpServerResponse response = request.response().setChunked(true);
        headers.forEach(response::putHeader);
        more.forEach(response::putHeader);
        try (events) {
            events.transferTo(new ResponseStream(response, gone, writeTimeout));
            read.run();
            // the exchange is done when the client has it all
            if (!isDone(response.end(), writeTimeout)) {
                throw new ResponseStream.Unread(writeTimeout);
            }
        } catch (ResponseStream.Unread e) {
            LOG.warn("{}", e.getMessage());
            gone.run();
            cutOff();
            endUnsent(response);
        } catch (IOException e) {
            breakOff(e);
        }
    }

    /** At once: what is to be written first would never be. */
    private void cutOff() {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(CANCEL);
        } else {
            ClientConnection.channel(request).close();
        }
    }

    /** Ends a broken stream so that every client notices: by its connection, not by a clean end. */
    private void breakOff(IOException e) {
        HttpServerResponse response = request.response();
        // the connection's end is known before Vert.x tells the response of it
        if (response.closed() || call.isLeft()) {
            LOG.debug("The client left a stream before its end");
        } else {
            LOG.warn("{}", e.getMessage());
            // what was written before, the error event, is sent first
            isDone(response.write(Buffer.buffer()), LAST_MILLIS);
            if (request.version() == HttpVersion.HTTP_2) {
                // not 0, which is no error: it would look like a clean end
                response.reset(INTERNAL_ERROR);
            } else {
                isDone(request.connection().close(), LAST_MILLIS);
            }
        }
        endUnsent(response);
    }

    /** Nothing is sent any more, but the consumer leaves the response alone. */
    private static void endUnsent(HttpServerResponse response) {
        if (!response.ended()) {
            response.end();
        }
    }

    /** True also when it failed: the client has gone then. */
    private static boolean isDone(Future<Void> written, long millis) {
        try {
            written.toCompletionStage().toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            LOG.debug("The client left", e);
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }
}

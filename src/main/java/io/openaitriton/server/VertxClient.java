package io.openaitriton.server;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.openaitriton.admission.Admission;
import io.openaitriton.call.ExchangeCalls;
import io.openaitriton.call.Failures;
import io.openaitriton.call.Surfaces;
import io.openaitriton.exchange.Observations;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.generation.ApiException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's side of an exchange from platform-http on Vert.x. The only class of the routes that knows Vert.x: it is loaded
 * only if the exchange comes from there.
 *
 * <p>On camel-main an {@code InputStream} body does not stream: the Vert.x consumer fills 8 KiB before it writes
 * (CAMEL-23804). So the response is written here, and the consumer leaves an ended response alone. Delete {@link #write} when the
 * Camel release in use streams an {@code InputStream} as it arrives.
 */
public final class VertxClient {
    private static final Logger LOG = LoggerFactory.getLogger(VertxClient.class);

    private final HttpServerRequest request;
    private final ExchangeCalls calls;
    private final ResponseEnd ending;
    private final Runnable gone;
    private final long writeTimeout;
    private final long heartbeatMillis;
    private final ChannelFutureListener left;
    private ChannelFuture closed;
    private Heartbeat heartbeat;

    private VertxClient(
            HttpServerRequest request, ExchangeCalls calls, Runnable gone, long writeTimeout, long heartbeatMillis) {
        this.request = request;
        this.calls = calls;
        this.ending = new ResponseEnd(request);
        this.gone = gone;
        this.writeTimeout = writeTimeout;
        this.heartbeatMillis = heartbeatMillis;
        this.left = connection -> gone.run();
    }

    /**
     * The client of an exchange, whose message is an {@link HttpMessage}: when it disconnects, the calls to Triton end. The body becomes
     * bytes. {@link #unwatch} is for the end of the exchange.
     *
     * @param heartbeatMillis without an event in a stream, after which a comment is written; 0 for none
     */
    public static VertxClient watch(Exchange exchange, ExchangeCalls calls, long writeTimeout, long heartbeatMillis) {
        HttpServerRequest request = ((HttpMessage) exchange.getMessage()).getRequest();
        ObservedRequest observed = ObservedRequest.current();
        if (observed != null) {
            Observations.begin(observed.observation(), exchange);
            if (observed.key() != null) {
                // so that it is not searched again
                exchange.setProperty(OpenAiProperties.KEY, observed.key());
            }
        }
        Runnable gone = gone(calls, observed);
        request.response().closeHandler(closed -> gone.run());
        VertxClient client = new VertxClient(request, calls, gone, writeTimeout, heartbeatMillis);
        client.watchConnection();
        RequestBody.take(exchange.getMessage(), observed);
        return client;
    }

    /** Handles a disconnect: records it first, so that a failure that follows from it is not taken for the cause. */
    private static Runnable gone(ExchangeCalls calls, ObservedRequest observed) {
        return () -> {
            if (observed != null) {
                observed.end();
            }
            calls.cancel();
        };
    }

    /**
     * Vert.x reports a closed connection only to the response in progress, not to a pipelined request. So this listens to the
     * channel, which also reports an earlier close.
     */
    private void watchConnection() {
        if (request.version() != HttpVersion.HTTP_2) {
            closed = ClientConnection.channel(request).closeFuture();
            closed.addListener(left);
        }
    }

    /** The exchange has ended; the connection stays. */
    public void unwatch() {
        if (closed != null) {
            closed.removeListener(left);
        }
    }

    /** The answer will be a stream, and may take a while to begin. The parameters are those of {@link #write}. */
    public void awaitStream(Map<String, String> headers, Map<String, String> more) {
        if (heartbeatMillis > 0 && heartbeat == null) {
            EventLoop loop = ClientConnection.channel(request).eventLoop();
            heartbeat = Heartbeat.start(request.response(), loop, heartbeatMillis, headers, more);
        }
    }

    /**
     * Writes an answer that should have been a stream, if its head has been sent: the error of a model that failed meanwhile, as
     * the last event.
     *
     * @return false if the answer must still be written
     */
    public boolean finish(Exchange exchange) {
        if (heartbeat == null || !heartbeat.end()) {
            return false;
        }
        HttpServerResponse response = request.response();
        if (response.ended()) {
            return true;
        }
        if (exchange.getMessage().getBody() instanceof InputStream events) {
            write(events, Map.of(), Map.of(), () -> Admission.answered(exchange));
            return true;
        }
        Admission.answered(exchange);
        Buffer last = lastEvent(exchange);
        if (last != null && !response.closed()) {
            response.write(last);
        }
        if (isFailed(exchange) || response.closed()) {
            ending.breakOff();
        } else {
            response.end();
        }
        return true;
    }

    private static boolean isFailed(Exchange exchange) {
        return exchange.getException() != null
                || exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 200, int.class) >= 400;
    }

    private static Buffer lastEvent(Exchange exchange) {
        Exception thrown = exchange.getException();
        if (thrown != null) {
            ApiException error =
                    Failures.toApi(thrown, ExchangeCalls.of(exchange).reason());
            return Buffer.buffer(Surfaces.of(exchange).errorEvent(error));
        }
        ApiException rendered = exchange.getProperty(OpenAiProperties.FAILURE, ApiException.class);
        if (rendered != null && isFailed(exchange)) {
            return Buffer.buffer(Surfaces.of(exchange).errorEvent(rendered));
        }
        return exchange.getMessage().getBody() instanceof byte[] json ? event(json) : null;
    }

    private static Buffer event(byte[] json) {
        return Buffer.buffer("data: " + new String(json, StandardCharsets.UTF_8).replace("\n", "\ndata: ") + "\n\n");
    }

    /**
     * Streams to the client, each read as it arrives, and ends the stream and the response.
     *
     * @param read runs after the whole stream has been written, before its end
     */
    public void write(InputStream events, Map<String, String> headers, Map<String, String> more, Runnable read) {
        write(events, events::transferTo, headers, more, read);
    }

    /**
     * Writes a long answer as fast as the client reads it, and ends the response.
     *
     * @param answer that nobody changes any more
     * @param read runs when all of it has been written but the end
     */
    public void write(byte[] answer, Map<String, String> headers, Map<String, String> more, Runnable read) {
        write(null, stream -> stream.writeWhole(answer), headers, more, read);
    }

    /** Writes an answer. */
    @FunctionalInterface
    private interface Writer {
        void to(ResponseStream stream) throws IOException;
    }

    /** @param source that is closed at the end; null for none */
    private void write(
            Closeable source, Writer answer, Map<String, String> headers, Map<String, String> more, Runnable read) {
        HttpServerResponse response = request.response();
        if (heartbeat == null || heartbeat.begin()) {
            response.setChunked(true);
            headers.forEach(response::putHeader);
            more.forEach(response::putHeader);
        }
        try (source) {
            answer.to(new ResponseStream(response, gone, writeTimeout, heartbeat));
            endHeartbeat();
            read.run();
            // the exchange is done when the client has everything
            if (!ending.end(writeTimeout)) {
                throw new ResponseStream.Unread(writeTimeout);
            }
        } catch (ResponseStream.Unread e) {
            LOG.warn("{}", e.getMessage());
            gone.run();
            ending.cutOff();
        } catch (IOException e) {
            endHeartbeat();
            // the close of the connection is known before Vert.x reports it to the response
            if (response.closed() || calls.isLeft()) {
                LOG.debug("The client disconnected before the end of a stream");
                ending.cutOff();
            } else {
                LOG.warn("{}", e.getMessage());
                ending.breakOff();
            }
        } finally {
            endHeartbeat();
        }
    }

    private void endHeartbeat() {
        if (heartbeat != null) {
            heartbeat.end();
        }
    }
}

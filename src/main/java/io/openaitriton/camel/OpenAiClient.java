package io.openaitriton.camel;

import io.openaitriton.admission.Admission;
import io.openaitriton.call.ExchangeCalls;
import io.openaitriton.exchange.Observations;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.server.Shutdown;
import io.openaitriton.server.VertxClient;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Route;
import org.apache.camel.spi.SynchronizationRouteAware;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * The client's side of an exchange: notices when it disconnects, and streams to it. On Vert.x, that is on camel-main and Quarkus,
 * {@link VertxClient} does both; on other HTTP servers the host writes the stream, and closes it when it notices that the client
 * disconnected.
 */
public final class OpenAiClient implements CamelContextAware {
    private static final String VERTX = "org.apache.camel.component.platform.http.vertx.";
    private static final String EVENT_STREAM = "text/event-stream";
    private static final String CLIENT = "openaiClient";

    private static final Map<String, String> STREAM_HEADERS = Map.of(
            Exchange.CONTENT_TYPE,
            EVENT_STREAM,
            "Cache-Control",
            "no-cache",
            // nginx would buffer the events
            "X-Accel-Buffering",
            "no");

    private static final Map<String, String> JSON_HEADERS = Map.of(Exchange.CONTENT_TYPE, "application/json");
    private static final Map<String, String> FILE_HEADERS = Map.of(Exchange.CONTENT_TYPE, "application/octet-stream");

    /** Bytes; about as much as a socket buffers for a client that does not read. */
    private static final int AT_ONCE = 64 * 1024;

    private CamelContext context;
    private Shutdown shutdown;
    private long writeTimeout = 60_000;
    private long heartbeat;

    /** How long a client may leave its answer unread before the connection is closed, in milliseconds, 1 or more. */
    public void setWriteTimeout(long millis) {
        if (millis < 1) {
            throw new IllegalArgumentException("'writeTimeout' must be 1 ms or more, but is " + millis);
        }
        this.writeTimeout = millis;
    }

    /**
     * Milliseconds without an event after which a client that waits for a stream gets a comment line; 0, the default, for never.
     * Only with {@link VertxClient}.
     */
    public void setHeartbeat(long millis) {
        if (millis < 0) {
            throw new IllegalArgumentException("'heartbeat' must be 0 ms or more, but is " + millis);
        }
        this.heartbeat = millis;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
        this.shutdown = context.getRegistry().lookupByNameAndType(Shutdown.NAME, Shutdown.class);
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** From now on, the call to Triton ends when the client disconnects. A body of Vert.x becomes bytes. */
    public void watch(Exchange exchange) {
        // by name, because the class may be absent
        if (exchange.getMessage().getClass().getName().startsWith(VERTX)) {
            ExchangeCalls calls = ExchangeCalls.of(exchange);
            VertxClient client = VertxClient.watch(exchange, calls, writeTimeout, heartbeat);
            exchange.setProperty(CLIENT, client);
            if (shutdown != null) {
                shutdown.watch(calls);
            }
            // one for all exchanges: Camel sorts an exchange's completions at the end of each route
            exchange.getExchangeExtension().addOnCompletion(new Watch(client, calls, shutdown));
        }
    }

    /** Stores what the routes need of a checked request, as exchange properties, and prepares the client for a stream. */
    static void accepted(Exchange exchange, String model, Boolean stream, boolean strict) {
        exchange.setProperty(OpenAiProperties.MODEL, model);
        exchange.setProperty(OpenAiProperties.STREAM, stream);
        // left by an earlier call of the same exchange
        exchange.removeProperty(OpenAiProperties.PROMPTS);
        if (strict) {
            exchange.setProperty(OpenAiProperties.STRICT, true);
        }
        if (Boolean.TRUE.equals(stream)
                && exchange.getProperty(OpenAiProperties.ANSWER_AS) == null
                && exchange.getProperty(OpenAiProperties.RENDER) == null) {
            awaitStream(exchange);
        }
    }

    private static void awaitStream(Exchange exchange) {
        Object client = exchange.getProperty(CLIENT);
        if (client != null) {
            ((VertxClient) client).awaitStream(STREAM_HEADERS, Admission.headers(exchange));
        }
    }

    /**
     * Streams to the client: server-sent events as they arrive, files, and answers that are too long for one write. Leaves any
     * other answer to platform-http.
     */
    public void write(Exchange exchange) {
        Message message = exchange.getMessage();
        Object client = exchange.getProperty(CLIENT);
        Map<String, String> limits = Admission.headers(exchange);
        boolean stream = message.getBody() instanceof InputStream
                && EVENT_STREAM.equals(message.getHeader(Exchange.CONTENT_TYPE));
        if (!stream && client != null && ((VertxClient) client).finish(exchange)) {
            message.setBody(null);
        } else if (message.getBody() instanceof byte[] json && client != null) {
            if (json.length > AT_ONCE) {
                ((VertxClient) client).write(json, JSON_HEADERS, limits, () -> Admission.answered(exchange));
                message.setBody(null);
            } else {
                // written directly; the consumer would send a byte[] through an InputStream
                message.setBody(ByteBuffer.wrap(json));
                limits.forEach(message::setHeader);
                Admission.answered(exchange);
            }
        } else if (message.getBody() instanceof File file && client != null) {
            // platform-http would leave it open when a client disconnects
            write(exchange, (VertxClient) client, open(file), FILE_HEADERS);
        } else if (stream) {
            if (client == null) {
                STREAM_HEADERS.forEach(message::setHeader);
                limits.forEach(message::setHeader);
            } else {
                write(exchange, (VertxClient) client, (InputStream) message.getBody(), STREAM_HEADERS);
            }
        } else {
            limits.forEach(message::setHeader);
        }
        Observations.answered(exchange);
    }

    private static InputStream open(File file) {
        try {
            return new FileInputStream(file);
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Exchange exchange, VertxClient client, InputStream answer, Map<String, String> headers) {
        client.write(answer, headers, Admission.headers(exchange), () -> Admission.answered(exchange));
        exchange.getMessage().setBody(null);
    }

    /** What happens at the end of the client's route, and when its exchange is done. */
    private static final class Watch extends SynchronizationAdapter implements SynchronizationRouteAware {
        private final VertxClient client;
        private final ExchangeCalls calls;
        private final Shutdown shutdown;

        private Watch(VertxClient client, ExchangeCalls calls, Shutdown shutdown) {
            this.client = client;
            this.calls = calls;
            this.shutdown = shutdown;
        }

        @Override
        public SynchronizationRouteAware getRouteSynchronization() {
            return this;
        }

        @Override
        public void onBeforeRoute(Route route, Exchange exchange) {
            // nothing
        }

        @Override
        public void onAfterRoute(Route route, Exchange exchange) {
            if (route.getRouteId().equals(exchange.getFromRouteId())) {
                client.finish(exchange);
            }
        }

        @Override
        public void onDone(Exchange done) {
            client.unwatch();
            if (shutdown != null) {
                shutdown.unwatch(calls);
            }
        }
    }
}

package io.openaitriton.camel;

import io.openaitriton.admission.Admission;
import io.openaitriton.call.ExchangeCalls;
import io.openaitriton.exchange.Observations;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.server.Shutdown;
import io.openaitriton.server.VertxClient;
import java.io.ByteArrayInputStream;
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
 * The client's end of an exchange: notices when it leaves, and streams to it. On Vert.x, that is on camel-main and Quarkus,
 * both are done by {@link VertxClient}; on other HTTP fronts a stream is written by the host, which closes it when it finds
 * that the client has left.
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
            // nginx would hold the events back
            "X-Accel-Buffering",
            "no");

    private static final Map<String, String> JSON_HEADERS = Map.of(Exchange.CONTENT_TYPE, "application/json");
    private static final Map<String, String> FILE_HEADERS = Map.of(Exchange.CONTENT_TYPE, "application/octet-stream");

    /** Bytes; about what a socket takes from who does not read. */
    private static final int AT_ONCE = 64 * 1024;

    private CamelContext context;
    private Shutdown shutdown;
    private long writeTimeout = 60_000;
    private long heartbeat;

    /** How long a client may leave what is written to it unread before it is given up, in milliseconds, 1 or more. */
    public void setWriteTimeout(long millis) {
        if (millis < 1) {
            throw new IllegalArgumentException("'writeTimeout' must be 1 ms or more, but is " + millis);
        }
        this.writeTimeout = millis;
    }

    /**
     * After how long a silence, in milliseconds, a client that waits for a stream or its next event gets a comment line; 0 for never, the
     * default. Only where {@link VertxClient} streams.
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

    /** From now on a client that leaves ends the call to Triton. */
    public void watch(Exchange exchange) {
        // by name: the class may not be there
        if (exchange.getMessage().getClass().getName().startsWith(VERTX)) {
            ExchangeCalls calls = ExchangeCalls.of(exchange);
            VertxClient client = VertxClient.watch(exchange, calls, writeTimeout, heartbeat);
            exchange.setProperty(CLIENT, client);
            if (shutdown != null) {
                shutdown.watch(calls);
            }
            // one for all: Camel sorts those that an exchange has at the end of each route
            exchange.getExchangeExtension().addOnCompletion(new Watch(client, calls, shutdown));
        }
    }

    /** Keeps what the routes need of a request that is well-formed, as exchange properties, and prepares its client for a stream. */
    static void accepted(Exchange exchange, String model, Boolean stream, boolean strict) {
        exchange.setProperty(OpenAiProperties.MODEL, model);
        exchange.setProperty(OpenAiProperties.STREAM, stream);
        // of a call that the same exchange made before
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
     * Streams server-sent events to the client, each read as it comes, files, and answers that are too long to be sent at once;
     * leaves any other answer to platform-http.
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
                write(exchange, (VertxClient) client, new ByteArrayInputStream(json), JSON_HEADERS);
            } else {
                // written at once, where the consumer would send a byte[] through an InputStream
                message.setBody(ByteBuffer.wrap(json));
                limits.forEach(message::setHeader);
                Admission.answered(exchange);
            }
        } else if (message.getBody() instanceof File file && client != null) {
            // platform-http would keep it open for a client that leaves
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

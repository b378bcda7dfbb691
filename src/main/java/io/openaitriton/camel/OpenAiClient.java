package io.openaitriton.camel;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * The client's end of an exchange: notices when it leaves, and streams to it. On Vert.x, that is on camel-main and Quarkus,
 * both are done by {@link VertxClient}; on other HTTP fronts a stream is written by the host, which closes it when it finds
 * that the client has left.
 */
public final class OpenAiClient {
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

    /** From now on a client that leaves ends the call to Triton. */
    public void watch(Exchange exchange) {
        // by name: the class may not be there
        if (exchange.getMessage().getClass().getName().startsWith(VERTX)) {
            exchange.setProperty(CLIENT, VertxClient.watch(exchange, UpstreamCall.allOf(exchange)));
        }
    }

    /** Streams server-sent events to the client, each read as it comes; leaves any other answer to platform-http. */
    public void write(Exchange exchange) {
        Message message = exchange.getMessage();
        Object client = exchange.getProperty(CLIENT);
        if (message.getBody() instanceof byte[] json && client != null) {
            // written at once, where the consumer would send a byte[] through an InputStream
            message.setBody(ByteBuffer.wrap(json));
        } else if (message.getBody() instanceof InputStream events
                && EVENT_STREAM.equals(message.getHeader(Exchange.CONTENT_TYPE))) {
            if (client == null) {
                STREAM_HEADERS.forEach(message::setHeader);
            } else {
                ((VertxClient) client).write(events, STREAM_HEADERS);
                message.setBody(null);
            }
        }
        Observations.answered(exchange);
    }
}

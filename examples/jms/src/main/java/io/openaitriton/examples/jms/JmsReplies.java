package io.openaitriton.examples.jms;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.generation.ApiException;
import java.io.IOException;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Body;
import org.apache.camel.Exchange;

/** Makes the reply to a request of what the core answered. */
public final class JmsReplies implements AggregationStrategy {
    /** Of the reply: HTTP status, 200 when the request was answered. */
    private static final String STATUS = "openaiStatus";

    /** A stream would be many messages; its client waits for pieces that one reply cannot be. */
    public void refuseStream(@Body byte[] request) {
        if (request != null && asksForStream(request)) {
            throw ApiException.invalid("stream", "'stream' must be false: a queue carries whole answers only.");
        }
    }

    private static boolean asksForStream(byte[] request) {
        try {
            JsonNode stream = OpenAiJson.mapper().readTree(request).path("stream");
            return stream.isBoolean() && stream.booleanValue();
        } catch (IOException e) {
            // the core says what is wrong with it
            return false;
        }
    }

    @Override
    public Exchange aggregate(Exchange request, Exchange reply) {
        if (reply.getException() != null) {
            request.setException(reply.getException());
            return request;
        }
        int status = reply.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
        // text, whatever the request was
        String json = reply.getMessage().getBody(String.class);
        request.getMessage().removeHeaders("*");
        request.getMessage().setHeader(STATUS, status);
        request.getMessage().setBody(json);
        return request;
    }
}

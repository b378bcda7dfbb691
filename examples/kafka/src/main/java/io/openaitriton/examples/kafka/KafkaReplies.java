package io.openaitriton.examples.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.generation.ApiException;
import java.io.IOException;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what the core replied to a request. */
public final class KafkaReplies implements AggregationStrategy {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaReplies.class);

    /** A stream would be many records; its client waits for pieces that one record cannot be. */
    public void refuseStream(@Body byte[] request) {
        if (request != null && asksForStream(request)) {
            throw ApiException.invalid("stream", "'stream' must be false: a topic carries whole answers only.");
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

    /** The outcome of the request, or an exception while asking again may help. */
    @Override
    public Exchange aggregate(Exchange request, Exchange reply) {
        if (reply.getException() != null) {
            request.setException(reply.getException());
            return request;
        }
        int status = reply.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
        KafkaOutcome outcome = new KafkaOutcome(status, reply.getMessage().getBody(byte[].class));
        if (outcome.isPassing()) {
            request.setException(new UnansweredException(outcome));
        } else {
            request.getProperty("kafkaRequest", KafkaRequest.class).complete(outcome);
        }
        return request;
    }

    /** Called when no further try is left. */
    public void giveUp(
            @ExchangeProperty("kafkaRequest") KafkaRequest request,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) UnansweredException last) {
        LOG.warn("Giving up {}: {}", request, last.getMessage());
        request.complete(last.outcome());
    }
}

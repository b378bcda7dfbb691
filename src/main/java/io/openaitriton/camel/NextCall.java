package io.openaitriton.camel;

import io.openaitriton.encoder.EncoderJob;
import io.openaitriton.encoding.EncoderLane;
import io.openaitriton.encoding.EncoderModel;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * The next of several calls for a request: sets the message to its request, and the property {@code tritonEndpoint} to its
 * endpoint. False if no call is left, or a call failed.
 */
public final class NextCall implements Predicate {
    @Override
    public boolean matches(Exchange exchange) {
        EncoderLane lane = EncoderLane.of(exchange);
        // Camel's loop goes on after a failure
        if (exchange.getException() != null || exchange.isRouteStop() || !lane.next()) {
            return false;
        }
        EncoderJob job = lane.work().job();
        EncoderModel.of(exchange).send(job.layout(), lane, exchange);
        return true;
    }
}

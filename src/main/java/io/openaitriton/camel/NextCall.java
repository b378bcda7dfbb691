package io.openaitriton.camel;

import io.openaitriton.encoder.EncoderJob;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * The next of several calls that a request takes: makes the message its request, and the property {@code tritonEndpoint} what is called. False when no
 * call is left, or one has failed.
 */
public final class NextCall implements Predicate {
    @Override
    public boolean matches(Exchange exchange) {
        EncoderLane lane = EncoderLane.of(exchange);
        // a loop goes on after a failure
        if (exchange.getException() != null || exchange.isRouteStop() || !lane.next()) {
            return false;
        }
        EncoderJob job = lane.work().job();
        EncoderModel.of(exchange).send(job.layout(), lane, exchange);
        return true;
    }
}

package io.openaitriton.examples.batch;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;

/** Takes the answer of the gateway's core to a line, unless it is worth asking again. */
public final class BatchAnswers implements AggregationStrategy {
    private static final int BUSY = 503;

    /** Status of an answer. */
    static int status(Exchange exchange) {
        return exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
    }

    /**
     * Keeps an answer.
     *
     * @throws BusyException when Triton has no time, or is not there
     * @throws IllegalStateException when there is no answer, because the core is not there
     */
    @Override
    public Exchange aggregate(Exchange line, Exchange answer) {
        if (answer.getException() != null) {
            throw new IllegalStateException("The core of the gateway did not answer", answer.getException());
        }
        byte[] body = answer.getMessage().getBody(byte[].class);
        if (status(answer) == BUSY) {
            throw new BusyException(body);
        }
        line.getMessage().setBody(body);
        line.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status(answer));
        return line;
    }

    /** Takes the answer that was not wanted. */
    public byte[] giveUp(Exchange line) {
        line.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, BUSY);
        Throwable thrown = line.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
        while (!(thrown instanceof BusyException)) {
            thrown = thrown.getCause();
        }
        return ((BusyException) thrown).answer();
    }
}

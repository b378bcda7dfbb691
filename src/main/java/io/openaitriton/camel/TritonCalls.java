package io.openaitriton.camel;

import org.apache.camel.Exchange;

/**
 * Sets one call to Triton apart from others that the same exchange makes: one that ended early does not end the next. A client
 * that leaves ends them all.
 */
public final class TritonCalls {
    private static final String OUTER = "tritonOuterCall";

    /** Begins a call. */
    public void begin(Exchange exchange) {
        UpstreamCall outer = UpstreamCall.of(exchange);
        exchange.setProperty(OUTER, outer);
        outer.child().belongTo(exchange);
    }

    /** What the exchange calls from now on is another call; the answer of this one may still be read. */
    public void end(Exchange exchange) {
        ((UpstreamCall) exchange.removeProperty(OUTER)).belongTo(exchange);
    }
}

package io.openaitriton.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.impl.engine.SimpleCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** Calls that one exchange makes one after another. */
class UpstreamCallTest {
    private final Exchange exchange = new DefaultExchange(new SimpleCamelContext());
    private final AtomicInteger ends = new AtomicInteger();

    @Test
    void aCallThatFailedEndsWhenAnotherModelIsAsked() {
        UpstreamCall first = UpstreamCall.begin(exchange);
        first.whenEnded(ends::incrementAndGet);
        first.bind(() -> true);
        UpstreamCall.failed(exchange);
        assertThat(ends).hasValue(0);

        UpstreamCall.begin(exchange);
        assertThat(ends).hasValue(1);
    }

    @Test
    void aCallThatSucceededAtAnotherTritonGoesOn() {
        UpstreamCall first = UpstreamCall.begin(exchange);
        first.whenEnded(ends::incrementAndGet);
        UpstreamCall.failed(exchange);
        first.bind(() -> true);

        UpstreamCall.begin(exchange);
        assertThat(ends).hasValue(0);
        first.ended();
        assertThat(ends).hasValue(1);
    }
}

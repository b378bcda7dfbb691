package io.openaitriton.camel;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.impl.engine.SimpleCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class ShutdownLimitTest {
    @Test
    void aRequestThatReachesItsRouteAfterTheLimitIsToldAsWell() {
        Shutdown shutdown = new Shutdown(0, 0, 0);
        // accepted, and still on its way
        assertThat(shutdown.enter()).isTrue();
        shutdown.drain();
        UpstreamCall call = UpstreamCall.allOf(new DefaultExchange(new SimpleCamelContext()));
        shutdown.watch(call);
        assertThat(call.isCancelled()).isTrue();
        assertThat(call.reason().response().error().code()).isEqualTo("shutting_down");
    }
}

package io.openaitriton.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.call.ExchangeCalls;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.impl.engine.SimpleCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class ShutdownLimitTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void aRequestThatReachesItsRouteAfterTheTimeoutIsEndedToo() {
        Shutdown shutdown = new Shutdown(0, 0, 0);
        // accepted, and still on its way
        assertThat(shutdown.enter()).isTrue();
        shutdown.drain();
        ExchangeCalls call = ExchangeCalls.of(new DefaultExchange(new SimpleCamelContext()));
        shutdown.watch(call);
        assertThat(call.isCancelled()).isTrue();
        assertThat(call.reason().code()).isEqualTo("shutting_down");
    }

    @Test
    void anInterruptEndsTheWaiting() throws Exception {
        Shutdown shutdown = new Shutdown(0, 3_600_000, 3_600_000);
        assertThat(shutdown.enter()).isTrue();
        ExchangeCalls call = ExchangeCalls.of(new DefaultExchange(new SimpleCamelContext()));
        shutdown.watch(call);
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread draining = new Thread(() -> {
            shutdown.drain();
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        draining.start();
        await().atMost(SOON).until(() -> draining.getState() == Thread.State.TIMED_WAITING);
        draining.interrupt();
        // requests in progress get an error, and have time to send it
        await().atMost(SOON).until(call::isCancelled);
        assertThat(shutdown.enter()).isFalse();
        await().atMost(SOON).until(() -> draining.getState() == Thread.State.TIMED_WAITING);
        shutdown.leave();
        shutdown.leave();
        shutdown.unwatch(call);
        draining.join(SOON.toMillis());
        assertThat(draining.isAlive()).isFalse();
        assertThat(interrupted).isTrue();
    }

    @Test
    void aSecondInterruptEndsItImmediately() throws Exception {
        Shutdown shutdown = new Shutdown(3_600_000, 3_600_000, 3_600_000);
        assertThat(shutdown.enter()).isTrue();
        Thread draining = new Thread(shutdown::drain);
        draining.start();
        await().atMost(SOON).until(() -> {
            draining.interrupt();
            return !draining.isAlive();
        });
    }
}

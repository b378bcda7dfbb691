package io.openaitriton.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that disconnect, and many that stay. */
class DisconnectTest {
    private static final String MODEL = "/v2/models/Meta-Llama-3.1-8B-Instruct/";
    private static final Duration WAIT = Duration.ofSeconds(10);

    private TritonSimulator simulator;

    @BeforeEach
    void start() {
        simulator = TritonSimulator.start(SimulatorSettings.defaults());
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "reset", "half-close"})
    void aStreamIsCancelledWhenItsClientLeavesAfterTheFirstEvent(String how) throws Exception {
        try (RawConnection connection = new RawConnection(simulator)) {
            connection.send(stream("@@tokens=9 @@delay=3600000"));
            connection.head();
            connection.chunk();
            long left = System.nanoTime();
            switch (how) {
                case "close" -> connection.leave();
                case "reset" -> connection.reset();
                default -> connection.shutdownOutput();
            }
            assertThat(disconnectedAt()).isGreaterThanOrEqualTo(left);
        }
        await().atMost(WAIT).until(() -> simulator.cancelledCount() == 1 && simulator.inFlight() == 0);
    }

    @Test
    void aClientThatLeavesBeforeTheFirstEventIsNoticedAtThatEvent() throws Exception {
        try (RawConnection connection = new RawConnection(simulator)) {
            connection.send(stream("@@ttft=3000"));
            await().atMost(WAIT).until(() -> simulator.inFlight() == 1);
        }
        disconnectedAt();
        assertThat(simulator.cancelledCount()).isZero();
        assertThat(simulator.inFlight()).isEqualTo(1);
        await().atMost(WAIT).until(() -> simulator.cancelledCount() == 1 && simulator.inFlight() == 0);
    }

    @Test
    void generateRunsToTheEndWhenItsClientLeaves() throws Exception {
        try (RawConnection connection = new RawConnection(simulator)) {
            connection.send(RawConnection.post(MODEL + "generate", "{\"text_input\":\"@@ttft=3000\"}"));
            await().atMost(WAIT).until(() -> simulator.inFlight() == 1);
        }
        disconnectedAt();
        assertThat(simulator.inFlight()).isEqualTo(1);
        await().atMost(WAIT).until(() -> simulator.inFlight() == 0);
        assertThat(simulator.cancelledCount()).isZero();
    }

    @Test
    void aRequestThatHangsIsNeverCancelledButReleased() throws Exception {
        try (RawConnection connection = new RawConnection(simulator)) {
            connection.send(stream("@@fail=hang"));
            await().atMost(WAIT).until(() -> simulator.inFlight() == 1);
        }
        disconnectedAt();
        await().atMost(WAIT).until(() -> simulator.inFlight() == 0);
        assertThat(simulator.cancelledCount()).isZero();
    }

    @Test
    void aConnectionClosedAfterTheEndOfAResponseIsNoDisconnect() throws Exception {
        RawConnection.exchange(simulator, stream("Hi"));
        RecordedRequest request = simulator.takeRequest(WAIT);
        // a later exchange is served after the first connection's end was seen
        RawConnection.exchange(simulator, stream("Hi"));
        assertThat(request.disconnected().toCompletableFuture()).isNotDone();
        assertThat(simulator.cancelledCount()).isZero();
        assertThat(simulator.inFlight()).isZero();
    }

    @Test
    void manySlowStreamsRunOnOneThread() {
        int count = 300;
        List<RawConnection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                connections.add(new RawConnection(simulator).send(stream("@@tokens=4 @@delay=100")));
            }
            for (RawConnection connection : connections) {
                assertThat(connection.response()).endsWith("\r\n0\r\n\r\n");
            }
        } finally {
            connections.forEach(RawConnection::close);
        }
        assertThat(simulator.requestCount()).isEqualTo(count);
        assertThat(simulator.inFlight()).isZero();
    }

    private long disconnectedAt() throws Exception {
        return simulator.takeRequest(WAIT).disconnected().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static String stream(String prompt) {
        return RawConnection.post(
                MODEL + "generate_stream", "{\"text_input\":\"" + prompt + "\",\"stream\":true,\"max_tokens\":16}");
    }
}

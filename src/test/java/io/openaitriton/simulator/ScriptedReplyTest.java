package io.openaitriton.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that a test scripts. */
class ScriptedReplyTest {
    private static final String STREAM = "/v2/models/any/generate_stream";
    private static final String GENERATE = "/v2/models/any/generate";

    private TritonSimulator simulator;
    private RawConnection connection;

    @BeforeEach
    void start() {
        simulator = TritonSimulator.start(SimulatorSettings.defaults());
        connection = new RawConnection(simulator);
    }

    @AfterEach
    void stop() {
        connection.close();
        simulator.close();
    }

    @Test
    void repliesAreUsedInTheirOrderAndThenTheModelAnswers() {
        simulator.enqueue(ScriptedReply.json(429, "{}"));
        simulator.enqueue(ScriptedReply.jsonWithLength(503, "{\"ü\":1}"));
        assertThat(connection.send(RawConnection.post(GENERATE, "")).response())
                .isEqualTo("HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
        assertThat(connection.send(RawConnection.post(STREAM, "")).response())
                .isEqualTo("HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 8\r\n\r\n{\"ü\":1}");
        assertThat(connection.send(RawConnection.post(GENERATE, "")).response()).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void aTokenCanWaitUntilTheTestSawTheOneBefore() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        CountDownLatch second = new CountDownLatch(1);
        simulator.enqueue(ScriptedReply.stream()
                .event("1")
                .await(first)
                .event("2")
                .await(second)
                .event("3")
                .thenEnd());
        connection.send(RawConnection.post(STREAM, ""));
        connection.head();
        assertThat(connection.chunk()).isEqualTo("9\r\ndata: 1\n\n\r\n");
        first.complete(null);
        assertThat(connection.chunk()).isEqualTo("9\r\ndata: 2\n\n\r\n");
        second.countDown();
        assertThat(connection.chunk()).isEqualTo("9\r\ndata: 3\n\n\r\n");
        assertThat(connection.chunk()).isEqualTo("0\r\n\r\n");
    }

    @Test
    void anEventCanBeCutAnywhereAlsoWithinACharacter() {
        byte[] bytes = "é".getBytes(StandardCharsets.UTF_8);
        simulator.enqueue(ScriptedReply.stream()
                .chunk("data: 1\n\ndata: ")
                .chunk(new byte[] {bytes[0]})
                .delay(Duration.ofMillis(1))
                .chunk(new byte[] {bytes[1]})
                .chunk("\n\n")
                .thenEnd());
        connection.send(RawConnection.post(STREAM, ""));
        connection.head();
        assertThat(connection.chunk()).isEqualTo("f\r\ndata: 1\n\ndata: \r\n");
        assertThat(connection.chunk()).hasSize("1\r\n?\r\n".length());
        assertThat(connection.chunk()).startsWith("1\r\n");
        assertThat(connection.chunk()).isEqualTo("2\r\n\n\n\r\n");
    }

    @Test
    void aReplyCanEndAbruptlyOrNeverBegin() {
        simulator.enqueue(ScriptedReply.stream().event("1").thenCloseConnection());
        connection.send(RawConnection.post(STREAM, ""));
        assertThat(connection.untilClosed()).endsWith("\r\n\r\n9\r\ndata: 1\n\n\r\n");
        simulator.enqueue(ScriptedReply.closeConnection());
        simulator.enqueue(ScriptedReply.neverAnswer());
        try (RawConnection closed = new RawConnection(simulator);
                RawConnection silent = new RawConnection(simulator)) {
            assertThat(closed.send(RawConnection.post(GENERATE, "")).untilClosed())
                    .isEmpty();
            assertThat(silent.send(RawConnection.post(GENERATE, "")).isSilentFor(Duration.ofMillis(50)))
                    .isTrue();
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> simulator.inFlight() == 0);
        assertThat(simulator.cancelledCount()).isZero();
    }

    @Test
    void aScriptedStreamWhoseClientLeavesIsCountedAsCancelled() {
        simulator.enqueue(ScriptedReply.stream().event("1").thenHang());
        connection.send(RawConnection.post(STREAM, ""));
        connection.head();
        connection.chunk();
        connection.close();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> simulator.cancelledCount() == 1 && simulator.inFlight() == 0);
    }

    @Test
    void aReplyCanClaimAnotherLengthAndReason() {
        simulator.enqueue(ScriptedReply.reply(200)
                .reason("Fine")
                .header("Content-Length", "100")
                .chunk("short")
                .thenCloseConnection());
        connection.send(RawConnection.post(GENERATE, ""));
        assertThat(connection.untilClosed()).isEqualTo("HTTP/1.1 200 Fine\r\nContent-Length: 100\r\n\r\nshort");
    }

    @Test
    void aRequestIsRecordedAsItCame() throws Exception {
        connection.send(RawConnection.post(GENERATE + "?q=%41", "{\"é\"").replace("Host: x", "X-Request-ID: 7"));
        connection.response();
        RecordedRequest request = simulator.takeRequest(Duration.ofSeconds(10));
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo(GENERATE + "?q=%41");
        assertThat(request.headers()).containsEntry("x-request-id", "7").containsEntry("content-length", "5");
        assertThat(request.body()).isEqualTo("{\"é\"");
        assertThat(simulator.takeRequest(Duration.ZERO)).isNull();
        assertThat(simulator.requestCount()).isEqualTo(1);
    }

    @Test
    void onlyTheLatestTenThousandRequestsAreKept() throws Exception {
        RequestJournal journal = new RequestJournal();
        for (int i = 0; i <= 10_000; i++) {
            journal.record(new RecordedRequest("POST", "/" + i, Map.of(), "", new CompletableFuture<>()));
        }
        assertThat(journal.take(Duration.ZERO).path()).isEqualTo("/1");
        assertThat(journal.requests).hasValue(10_001);
    }
}

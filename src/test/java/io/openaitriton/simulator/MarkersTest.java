package io.openaitriton.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures and slowness triggered by a prompt. */
class MarkersTest {
    private static final String MODEL = "/v2/models/Meta-Llama-3.1-70B-Instruct/";
    private static final String STREAM_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String OUT_OF_MEMORY = "{\"error\":\"CUDA out of memory (simulated)\"}";

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
    @CsvSource(
            delimiter = '|',
            value = {
                "unavailable|503 Service Unavailable|[request id: <id_unknown>] Exceeds maximum queue size",
                "stopping|503 Service Unavailable|[request id: <id_unknown>] Server is stopping, scheduler for model has stopped accepting new inference requests",
                "loading|503 Service Unavailable|Request for unknown model: 'Meta-Llama-3.1-70B-Instruct' version 1 is not at ready state",
                "not-ready|404 Not Found|Request for unknown model: 'Meta-Llama-3.1-70B-Instruct' has no available versions",
                "unknown-model|404 Not Found|Request for unknown model: 'Meta-Llama-3.1-70B-Instruct' is not found"
            })
    void aFailureBeforeTheModelIsJsonWithALengthAlsoOnAStream(String failure, String status, String text) {
        String expected = "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: "
                + (text.length() + 12) + "\r\n\r\n{\"error\":\"" + text + "\"}";
        assertThat(generate("Hi @@fail=" + failure)).isEqualTo(expected);
        assertThat(stream("Hi @@fail=" + failure)).isEqualTo(expected);
    }

    @Test
    void aModelThatFailsAtOnceGivesStatus400AndOnAStreamAnEvent() {
        assertThat(generate("@@fail=at-once"))
                .startsWith("HTTP/1.1 400 ")
                .contains("\r\n" + OUT_OF_MEMORY + "\r\n0\r\n");
        assertThat(stream("@@fail=at-once"))
                .startsWith("HTTP/1.1 400 Bad Request\r\nContent-Type: text/event-stream; charset=utf-8\r\n")
                .contains("\r\ndata: " + OUT_OF_MEMORY + "\n\n\r\n0\r\n");
    }

    @Test
    void aStreamThatIsCutEndsAsIfItWereWhole() {
        assertThat(stream("@@fail=cut @@tokens=9"))
                .startsWith(STREAM_HEAD)
                .contains("t3")
                .doesNotContain("t4")
                .endsWith("\r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "expired, Request timeout expired",
        "too-long, longer than the maximum model length",
        "died, EngineCore encountered an issue"
    })
    void aModelThatRefusesSaysSoWithStatus400(String failure, String text) {
        assertThat(generate("@@fail=" + failure)).startsWith("HTTP/1.1 400 ").contains(text);
        assertThat(stream("@@fail=" + failure)).startsWith("HTTP/1.1 400 ").contains(text);
    }

    @Test
    void aModelThatFailsMidstreamSendsThreeTokensBefore() {
        assertThat(stream("@@fail=midstream @@tokens=9"))
                .startsWith(STREAM_HEAD)
                .containsSubsequence("\"t1\"", "\" t2\"", "\" t3\"", "data: " + OUT_OF_MEMORY + "\n\n\r\n0\r\n\r\n")
                .doesNotContain(" t4");
        assertThat(generate("@@fail=midstream")).startsWith("HTTP/1.1 400 ").contains(OUT_OF_MEMORY);
    }

    @Test
    void someFailuresComeUnderStatus200() {
        assertThat(generate("@@fail=under-200"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains(OUT_OF_MEMORY);
        assertThat(stream("@@fail=under-200")).startsWith(STREAM_HEAD).contains("data: " + OUT_OF_MEMORY + "\n\n");
        String textless = "{\"model_name\":\"Meta-Llama-3.1-70B-Instruct\",\"model_version\":\"1\"}";
        assertThat(generate("@@fail=no-text")).startsWith("HTTP/1.1 200 OK\r\n").contains(textless);
        assertThat(stream("@@fail=no-text")).startsWith(STREAM_HEAD).contains("data: " + textless + "\n\n");
        assertThat(generate("@@fail=not-json"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("this is not JSON");
        assertThat(stream("@@fail=not-json")).startsWith(STREAM_HEAD).contains("data: this is not JSON");
    }

    @Test
    void aResetClosesTheConnectionOnAStreamAfterThreeTokens() {
        try (RawConnection connection = new RawConnection(simulator)) {
            connection.send(request("generate", "@@fail=reset"));
            assertThat(connection.untilClosed()).isEmpty();
        }
        try (RawConnection connection = new RawConnection(simulator)) {
            connection.send(request("generate_stream", "@@fail=reset @@tokens=9"));
            assertThat(connection.untilClosed()).startsWith(STREAM_HEAD).endsWith("\"text_output\":\" t3\"}\n\n\r\n");
        }
        assertThat(simulator.cancelledCount()).isZero();
    }

    @Test
    void aStallStopsAfterThreeTokensAndAHangBeforeTheHeaders() {
        try (RawConnection stalled = new RawConnection(simulator);
                RawConnection hung = new RawConnection(simulator)) {
            stalled.send(request("generate_stream", "@@fail=stall @@tokens=9"));
            assertThat(stalled.head()).isEqualTo(STREAM_HEAD);
            assertThat(stalled.chunk() + stalled.chunk() + stalled.chunk()).endsWith("\" t3\"}\n\n\r\n");
            hung.send(request("generate", "@@fail=hang"));
            assertThat(hung.isSilentFor(Duration.ofMillis(100))).isTrue();
            assertThat(stalled.isSilentFor(Duration.ofMillis(1))).isTrue();
            assertThat(simulator.inFlight()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"@@ttft=80", "@@tokens=3 @@delay=40", "@@tokens=3 @@rate=25", "@@delay=1 @@ttft=9 @@ttft=80."})
    void anAnswerTakesTheTimeThatWasWishedFor(String prompt) {
        long start = System.nanoTime();
        assertThat(generate(prompt)).startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(80));
    }

    private String generate(String prompt) {
        return RawConnection.exchange(simulator, request("generate", prompt));
    }

    private String stream(String prompt) {
        return RawConnection.exchange(simulator, request("generate_stream", prompt));
    }

    private static String request(String action, String prompt) {
        boolean streams = action.equals("generate_stream");
        return RawConnection.post(MODEL + action, "{\"text_input\":\"" + prompt + "\",\"stream\":" + streams + "}");
    }
}

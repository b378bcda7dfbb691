package io.openaitriton.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes on the wire: framing, headers, connections. */
class SimulatorWireTest {
    private static final String GENERATE = "/v2/models/Meta-Llama-3.1-8B-Instruct/generate";
    private static final String STREAM = GENERATE + "_stream";
    private static final String EVENT =
            "data: {\"model_name\":\"Meta-Llama-3.1-8B-Instruct\",\"model_version\":\"1\",\"text_output\":\"%s\"}\n\n";

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
    void anAnswerIsOneChunkUnderTwoHeaders() {
        connection.send(
                RawConnection.post(GENERATE, "{\"text_input\":\"Hi @@tokens=2\",\"exclude_input_in_output\":true}"));
        String body =
                "{\"model_name\":\"Meta-Llama-3.1-8B-Instruct\",\"model_version\":\"1\",\"text_output\":\"t1 t2\"}";
        assertThat(connection.response())
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n");
    }

    @Test
    void eachEventOfAStreamIsOneChunk() {
        connection.send(RawConnection.post(STREAM, "{\"text_input\":\"Hi @@tokens=2\",\"stream\":true}"));
        assertThat(connection.head())
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n");
        assertThat(connection.chunk()).isEqualTo(chunk(EVENT.formatted("t1")));
        assertThat(connection.chunk()).isEqualTo(chunk(EVENT.formatted(" t2")));
        assertThat(connection.chunk()).isEqualTo(chunk(EVENT.formatted("")));
        assertThat(connection.chunk()).isEqualTo("0\r\n\r\n");
    }

    @Test
    void aStreamSendsItsHeadersOnlyWithTheFirstEvent() {
        CountDownLatch release = new CountDownLatch(1);
        simulator.enqueue(ScriptedReply.stream().await(release).event("{}").thenEnd());
        connection.send(RawConnection.post(STREAM, "{}"));
        assertThat(connection.isSilentFor(Duration.ofMillis(100))).isTrue();
        release.countDown();
        assertThat(connection.response()).endsWith("a\r\ndata: {}\n\n\r\n0\r\n\r\n");
    }

    @Test
    void aConnectionServesOneRequestAfterTheOtherAlsoAfterErrors() {
        for (String body : new String[] {"{bad", "{\"text_input\":\"Hi @@fail=at-once\"}", "{\"text_input\":\"Hi\"}"}) {
            assertThat(connection.send(RawConnection.post(GENERATE, body)).response())
                    .startsWith("HTTP/1.1 ");
            assertThat(connection.send(RawConnection.post(STREAM, body)).response())
                    .startsWith("HTTP/1.1 ");
        }
        assertThat(connection.send(RawConnection.get("/v2/health/live")).response())
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Type: text/plain\r\n\r\n");
    }

    @Test
    void aRequestToCloseTheConnectionIsHonouredAndEchoed() {
        String request = RawConnection.post(GENERATE, "{\"text_input\":\"Hi\"}");
        connection.send(request.replace("Host: x", "Connection: close"));
        assertThat(connection.untilClosed())
                .contains("Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
                .endsWith("\r\n0\r\n\r\n");
    }

    @Test
    void anUpgradeToHttp2IsIgnored() {
        String request = RawConnection.post(GENERATE, "{\"text_input\":\"Hi\"}");
        connection.send(request.replace(
                "Host: x", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__"));
        assertThat(connection.response()).startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(connection.send(RawConnection.get("/v2/health/live")).response())
                .startsWith("HTTP/1.1 200 OK\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {8191, 8192})
    void aHeaderValueOfMoreThan8191CharactersClosesTheConnection(int length) {
        connection.send("GET /v2/health/live HTTP/1.1\r\nX: " + "a".repeat(length) + "\r\n\r\n");
        if (length == 8191) {
            assertThat(connection.response()).startsWith("HTTP/1.1 200 OK\r\n");
        } else {
            assertThat(connection.untilClosed()).isEmpty();
        }
    }

    @Test
    void whatIsNotHttpClosesTheConnectionWithoutAReply() {
        connection.send("garbage\r\n\r\n");
        assertThat(connection.untilClosed()).isEmpty();
    }

    @Test
    void theModelNameIsNotPercentDecodedAndAQueryIsIgnored() {
        connection.send(RawConnection.post(GENERATE.replace("Meta", "%4Deta"), "{\"text_input\":\"Hi\"}"));
        assertThat(connection.response())
                .contains("{\"error\":\"Request for unknown model: '%4Deta-Llama-3.1-8B-Instruct' is not found\"}");
        connection.send(RawConnection.post(GENERATE + "?a=b", "{\"text_input\":\"Hi\"}"));
        assertThat(connection.response()).startsWith("HTTP/1.1 200 OK\r\n");
    }

    @Test
    void aBodyOfMoreThan64MiBIsRefusedWithItsSize() {
        connection.send(RawConnection.post(GENERATE, "{\"text_input\":\"" + "a".repeat(70 << 20) + "\"}"));
        assertThat(connection.response())
                .startsWith("HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: 149\r\n\r\n")
                .endsWith("{\"error\":\"Request JSON size of 73400337 bytes exceeds the maximum allowed value of"
                        + " 67108864 bytes. Use --http-max-input-size to increase the limit.\"}");
    }

    @Test
    void aBodyOfTenMiBIsTaken() {
        connection.send(RawConnection.post(
                GENERATE,
                "{\"text_input\":\"" + "a".repeat(10 << 20) + "\",\"max_tokens\":1,\"exclude_input_in_output\":true}"));
        assertThat(connection.response()).contains("\"text_output\":\"Meta-Llama-3.1-8B-Instruct\"}");
    }

    @Test
    void theIndexListsEveryModelSortedByName() {
        connection.send("POST /v2/repository/index HTTP/1.1\r\n\r\n");
        assertThat(connection.response())
                .endsWith("\r\n\r\n[{\"name\":\"Meta-Llama-3.1-70B-Instruct\",\"version\":\"1\",\"state\":\"READY\"},"
                        + "{\"name\":\"Meta-Llama-3.1-8B-Instruct\",\"version\":\"1\",\"state\":\"READY\"}]");
    }

    private static String chunk(String body) {
        return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
    }
}

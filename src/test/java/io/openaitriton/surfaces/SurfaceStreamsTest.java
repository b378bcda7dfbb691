package io.openaitriton.surfaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.AccessLines;
import io.openaitriton.junit.Api;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.junit.RawHttp2;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.RecordedRequest;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams of every API: comments during silence, failures, disconnects, and their metrics and logs. */
@Timeout(60)
@ExtendWith(GatewayExtension.class)
class SurfaceStreamsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String COMMENT = "e\r\n: keep-alive\n\n\r\n";
    private static final String ONE =
            "{\"model_name\":\"m\",\"text_output\":\"one\",\"finish_reason\":\"None\",\"num_input_tokens\":7,\"num_output_tokens\":1}";
    private static final String TWO =
            "{\"model_name\":\"m\",\"text_output\":\" two\",\"finish_reason\":\"stop\",\"num_input_tokens\":7,\"num_output_tokens\":1}";
    private static final AtomicInteger IDS = new AtomicInteger();

    private static ManagementPort management;
    private static AccessLines log;
    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        management = ManagementPort.free();
        log = AccessLines.open();
        triton = gateways.simulator();
        gateway = gateways.start(
                triton,
                management.settings(
                        "triton.dialect", "vllm", "gateway.sse-heartbeat", "50", "gateway.access-log", "on"));
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    static Stream<Arguments> wholeAndStreamed() {
        return Stream.of(Api.values()).flatMap(api -> Stream.of(Arguments.of(api, false), Arguments.of(api, true)));
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void commentsAreSentBeforeAndBetweenTokens(Api api) {
        CountDownLatch thought = new CountDownLatch(1);
        CountDownLatch more = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .await(thought)
                .event(ONE)
                .await(more)
                .event(TWO)
                .thenEnd());
        String id = id();
        try (RawConnection client = connect()) {
            client.send(api.onTheWire(api.request("hi", true, 10), "x-request-id", id));
            String head = client.head().toLowerCase(Locale.ROOT);
            assertThat(head)
                    .startsWith("http/1.1 200 ")
                    .containsOnlyOnce("content-type: text/event-stream\r\n")
                    .contains("cache-control: no-cache\r\n", "x-accel-buffering: no\r\n", "x-request-id: " + id);
            assertThat(head.contains("\r\nrequest-id: " + id)).isEqualTo(api == Api.MESSAGES);
            assertThat(client.chunk()).isEqualTo(COMMENT);
            assertThat(client.chunk()).isEqualTo(COMMENT);
            thought.countDown();
            String chunk = client.chunk();
            while (!chunk.contains("\"one\"")) {
                chunk = client.chunk();
            }
            assertThat(client.chunk()).isEqualTo(COMMENT);
            assertThat(client.chunk()).isEqualTo(COMMENT);
            more.countDown();
            String rest = client.untilLastChunk().replace(COMMENT, "");
            assertThat(rest).contains("\" two\"", api.end()).doesNotContain("keep-alive", "ping");
            // and the connection is as good as new
            client.send(api.onTheWire(api.request("hi", false, 1)));
            assertThat(client.response()).startsWith("HTTP/1.1 200 ");
        }
        JsonNode line = line(id);
        assertThat(line.path("outcome").asText()).isEqualTo("success");
        assertThat(line.path("route").asText()).isEqualTo(api.path());
        assertThat(line.path("stream").asBoolean()).isTrue();
        assertThat(line.path("prompt_tokens").asInt()).isEqualTo(7);
        assertThat(line.path("completion_tokens").asInt()).isEqualTo(2);
        assertThat(line.path("first_token_ms").asDouble()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void aFailureAfterTheHeadIsTheApisEvent(Api api) {
        CountDownLatch thought = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.reply(500)
                .await(thought)
                .chunk("{\"error\":\"boom\"}")
                .thenEnd());
        String id = id();
        try (RawConnection client = connect()) {
            client.send(api.onTheWire(api.request("hi", true, 10), "x-request-id", id))
                    .head();
            assertThat(client.chunk()).isEqualTo(COMMENT);
            thought.countDown();
            String end = client.untilClosed().replace(COMMENT, "");
            assertThat(end).contains(api.error("api_error")).contains("boom");
            if (api == Api.RESPONSES) {
                assertThat(end).contains("event: response.failed\ndata: {\"type\":\"response.failed\"");
            }
        }
        JsonNode line = line(id);
        assertThat(line.path("outcome").asText()).isEqualTo("upstream_error");
        assertThat(line.path("error").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void aFailureWithinAStreamIsTheApisEventAndTheConnectionBreaks(Api api) {
        triton.enqueue(
                ScriptedReply.stream().event(ONE).event("{\"error\":\"boom\"}").thenEnd());
        String id = id();
        try (RawConnection client = connect()) {
            client.send(api.onTheWire(api.request("hi", true, 10), "x-request-id", id))
                    .head();
            String stream = client.untilClosed();
            assertThat(stream).contains("\"one\"").contains(api.error("api_error"));
            assertThat(stream).contains("boom").doesNotContain(api.end()).doesNotEndWith("0\r\n\r\n");
            if (api == Api.RESPONSES) {
                assertThat(stream).contains("event: response.failed\ndata: {\"type\":\"response.failed\"");
            }
        }
        assertThat(line(id).path("outcome").asText()).isEqualTo("upstream_error");
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void aFailureBeforeTheFirstEventHasAStatus(Api api) {
        triton.enqueue(ScriptedReply.stream().event("{\"error\":\"boom\"}").thenEnd());
        try (RawConnection client = connect()) {
            String request = api.onTheWire(api.request("hi", true, 10), "Connection", "close");
            // or the head had gone out with the first comment
            assertThat(client.send(request).untilClosed())
                    .containsAnyOf("HTTP/1.1 502 ", ": keep-alive")
                    .contains("boom");
        }
    }

    @ParameterizedTest
    @MethodSource("wholeAndStreamed")
    void aClientThatLeavesEndsItsCall(Api api, boolean stream) throws Exception {
        while (triton.takeRequest(Duration.ZERO) != null) {
            // of the test before
        }
        triton.enqueue(stream ? ScriptedReply.stream().event(ONE).thenHang() : ScriptedReply.neverAnswer());
        String id = id();
        RecordedRequest sent;
        try (RawConnection client = connect()) {
            client.send(api.onTheWire(api.request("hi", stream, 10), "x-request-id", id));
            sent = triton.takeRequest(SOON);
            if (stream) {
                client.head();
                String chunk = client.chunk();
                while (!chunk.contains("\"one\"")) {
                    chunk = client.chunk();
                }
            }
            assertThat(sent.disconnected().toCompletableFuture()).isNotDone();
        }
        assertThat(sent.disconnected().toCompletableFuture()).succeedsWithin(SOON);
        JsonNode line = line(id);
        assertThat(line.path("outcome").asText()).isEqualTo("cancelled");
        assertThat(line.path("model").asText()).isEqualTo("Meta-Llama-3.1-8B-Instruct");
        await().atMost(SOON).until(() -> management.sum("http_server_active_requests") == 0);
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void http2IsTheSame(Api api) {
        CountDownLatch thought = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream().await(thought).event(TWO).thenEnd());
        try (RawHttp2 client = new RawHttp2(gateway.port())) {
            int stream = client.post(api.path(), "content-type", "application/json");
            client.body(stream, api.request("hi", true, 10).getBytes(StandardCharsets.UTF_8), true);
            client.await(frame -> frame.type() == RawHttp2.DATA
                    && new String(frame.payload(), StandardCharsets.UTF_8).equals(": keep-alive\n\n"));
            thought.countDown();
            RawHttp2.Answer answer = client.answer(stream);
            assertThat(answer.status()).isEqualTo("200");
            assertThat(answer.body()).contains("\" two\"", api.end());
        }
    }

    @ParameterizedTest
    @MethodSource("wholeAndStreamed")
    void theMetricsAndTheAccessLogNameTheModelTheEdgeAndTheTokens(Api api, boolean stream) throws Exception {
        String chat = "gen_ai_operation_name=\"chat\"";
        String edge = "http_route=\"" + api.path() + "\"";
        double requests = management.sum("gen_ai_server_request_duration_seconds_count", chat, "outcome=\"success\"");
        double http = management.sum("http_server_request_duration_seconds_count", edge);
        double input = management.sum("gen_ai_client_token_usage_sum", chat, "gen_ai_token_type=\"input\"");
        double output = management.sum("gen_ai_client_token_usage_sum", chat, "gen_ai_token_type=\"output\"");
        triton.enqueue(stream ? ScriptedReply.events(ONE, TWO) : ScriptedReply.json(200, TWO));
        String id = id();
        try (RawConnection client = connect()) {
            client.send(api.onTheWire(api.request("a secret", stream, 10), "x-request-id", id));
            assertThat(client.response()).startsWith("HTTP/1.1 200 ");
        }
        JsonNode line = line(id);
        assertThat(line.path("outcome").asText()).isEqualTo("success");
        assertThat(line.path("route").asText()).isEqualTo(api.path());
        assertThat(line.path("model").asText()).isEqualTo("Meta-Llama-3.1-8B-Instruct");
        assertThat(line.path("dialect").asText()).isEqualTo("vllm");
        assertThat(line.path("prompt_tokens").asInt()).isEqualTo(7);
        assertThat(line.path("completion_tokens").asInt()).isEqualTo(stream ? 2 : 1);
        assertThat(line.toString()).doesNotContain("a secret");
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(management.sum("gen_ai_server_request_duration_seconds_count", chat, "outcome=\"success\""))
                    .isEqualTo(requests + 1);
            assertThat(management.sum("http_server_request_duration_seconds_count", edge))
                    .isEqualTo(http + 1);
            assertThat(management.sum("gen_ai_client_token_usage_sum", chat, "gen_ai_token_type=\"input\""))
                    .isEqualTo(input + 7);
            assertThat(management.sum("gen_ai_client_token_usage_sum", chat, "gen_ai_token_type=\"output\""))
                    .isEqualTo(output + (stream ? 2 : 1));
        });
    }

    @ParameterizedTest
    @MethodSource("wholeAndStreamed")
    void aRefusedRequestIsLoggedWithItsEdge(Api api, boolean stream) throws Exception {
        String wrong = api.request("hi", stream, -1);
        String id = id();
        try (RawConnection client = connect()) {
            client.send(api.onTheWire(wrong, "x-request-id", id));
            String answer = client.response();
            assertThat(answer).startsWith("HTTP/1.1 400 ");
            JsonNode json = OpenAiJson.mapper().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
            assertThat(json.at("/error/type").textValue()).isEqualTo("invalid_request_error");
            assertThat(json.at("/error/message").textValue()).contains(api.maxTokens());
        }
        JsonNode line = line(id);
        assertThat(line.path("outcome").asText()).isEqualTo("client_error");
        assertThat(line.path("route").asText()).isEqualTo(api.path());
    }

    private static RawConnection connect() {
        return new RawConnection(gateway.port(), 0);
    }

    private static String id() {
        return "surface-" + IDS.incrementAndGet();
    }

    private static JsonNode line(String id) {
        return await().atMost(SOON).until(() -> log.of(id), line -> line != null);
    }
}

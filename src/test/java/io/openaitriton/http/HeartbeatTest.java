package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.openaitriton.cli.IssuedKeys;
import io.openaitriton.junit.AccessLines;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.junit.RawHttp2;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream is never silent for long. */
@Timeout(60)
@ExtendWith(GatewayExtension.class)
class HeartbeatTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String STREAM = GatewayServer.request("hi", "\"stream\":true");
    private static final String COMMENT = "e\r\n: keep-alive\n\n\r\n";

    @TempDir
    private static Path folder;

    private static IssuedKeys keys;
    private static ManagementPort management;
    private static AccessLines log;
    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) throws Exception {
        keys = IssuedKeys.in(folder).add("limited", List.of(), 1000L, 1_000_000L, null);
        management = ManagementPort.free();
        log = AccessLines.open();
        triton = gateways.simulator();
        Path routes = Files.createDirectory(folder.resolve("routes"));
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.writeString(
                        routes.resolve(file.getFileName()),
                        Files.readString(file)
                                .replace(
                                        "        model: Meta-Llama-3.1-70B-Instruct\n",
                                        "        model: Meta-Llama-3.1-70B-Instruct\n        maxConcurrent: 1\n        maxQueued: 1\n"));
            }
        }
        gateway = gateways.start(
                triton,
                management.settings(
                        "triton.dialect",
                        "vllm",
                        "gateway.keys",
                        keys.file().toString(),
                        "gateway.sse-heartbeat",
                        "50",
                        "gateway.access-log",
                        "on",
                        "camel.main.routes-include-pattern",
                        "file:" + routes + "/*.yaml"));
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/completions"})
    void theHeadAndCommentsComeBeforeTheFirstToken(String path) {
        CountDownLatch thought = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .await(thought)
                .event("{\"text_output\":\"one\"}")
                .thenEnd());
        try (RawConnection client = connect()) {
            client.send(post(
                    path,
                    "id-" + path.length(),
                    path.contains("chat") ? STREAM : "{\"prompt\":\"hi\",\"stream\":true}"));
            assertThat(client.head().toLowerCase(java.util.Locale.ROOT))
                    .startsWith("http/1.1 200 ")
                    .containsOnlyOnce("content-type: text/event-stream\r\n")
                    .contains("cache-control: no-cache\r\n", "x-accel-buffering: no\r\n", "x-request-id: ")
                    .contains("x-ratelimit-remaining-requests: ", "x-ratelimit-remaining-tokens: ");
            assertThat(client.chunk()).isEqualTo(COMMENT);
            assertThat(client.chunk()).isEqualTo(COMMENT);
            thought.countDown();
            assertThat(client.untilLastChunk().replace(COMMENT, ""))
                    .contains("one", "data: [DONE]\n\n")
                    .doesNotContain("keep-alive");
            // and the connection is as good as new
            client.send(post("/v1/chat/completions", "next", GatewayServer.request("hi", "\"max_tokens\":1")));
            assertThat(client.response()).startsWith("HTTP/1.1 200 ");
        }
        assertThat(line("id-" + path.length()).path("first_token_ms").asDouble())
                .isPositive();
    }

    @Test
    void commentsAreSentDuringASilentStream() {
        CountDownLatch thought = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(thought)
                .event("{\"text_output\":\" two\"}")
                .thenEnd());
        try (RawConnection client = connect()) {
            client.send(post("/v1/chat/completions", "within", STREAM)).head();
            String chunk = client.chunk();
            while (!chunk.contains("\"one\"")) {
                chunk = client.chunk();
            }
            assertThat(client.chunk()).isEqualTo(COMMENT);
            assertThat(client.chunk()).isEqualTo(COMMENT);
            thought.countDown();
            assertThat(client.untilLastChunk()).contains(" two", "data: [DONE]\n\n");
        }
    }

    @Test
    void aFailureAfterTheHeadIsAnErrorEventAndABrokenConnection() {
        CountDownLatch thought = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.reply(500)
                .header("Content-Type", "application/json")
                .await(thought)
                .chunk("{\"error\":\"boom\"}")
                .thenEnd());
        try (RawConnection client = connect()) {
            client.send(post("/v1/chat/completions", "failed", STREAM));
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            assertThat(client.chunk()).isEqualTo(COMMENT);
            thought.countDown();
            assertThat(client.untilClosed().replace(COMMENT, ""))
                    .matches("(?s)[0-9a-f]+\r\ndata: \\{\"error\":\\{\"message\":\"[^\n]*boom[^\n]*\n\n\r\n")
                    .contains("\"type\":\"server_error\"");
        }
        JsonNode line = line("failed");
        assertThat(line.path("status").asInt()).isEqualTo(200);
        assertThat(line.path("outcome").asText()).isEqualTo("upstream_error");
        assertThat(line.path("error").asText()).isNotEmpty();
        assertThat(line.has("first_token_ms")).isFalse();
    }

    @Test
    void aFailureThatComesSoonHasAStatus(Gateways gateways) {
        GatewayServer usual = gateways.shared();
        gateways.triton().enqueue(ScriptedReply.json(500, "{\"error\":\"boom\"}"));
        assertThat(usual.chat(STREAM).statusCode()).isEqualTo(502);
    }

    @Test
    void aClientThatLeavesWhileItWaitsEndsTheCall() {
        triton.enqueue(ScriptedReply.neverAnswer());
        try (RawConnection client = connect()) {
            client.send(post("/v1/chat/completions", "left", STREAM)).head();
            assertThat(client.chunk()).isEqualTo(COMMENT);
            await().atMost(SOON).until(() -> triton.inFlight() == 1);
        }
        await().atMost(SOON).until(() -> triton.inFlight() == 0);
        assertThat(line("left").path("outcome").asText()).isEqualTo("cancelled");
        await().atMost(SOON).until(() -> management.sum("http_server_active_requests") == 0);
    }

    @Test
    void theHeadIsSentWhileARequestWaitsInTheQueue() {
        String json = GatewayServer.request("hi", "\"stream\":true,\"model\":\"70b\"");
        CountDownLatch thought = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(thought)
                .thenEnd());
        try (RawConnection first = connect();
                RawConnection second = connect()) {
            first.send(post("/v1/chat/completions", "first", json)).head();
            await().atMost(SOON).until(() -> triton.inFlight() == 1);
            second.send(post("/v1/chat/completions", "second", json));
            assertThat(second.head()).startsWith("HTTP/1.1 200 ");
            assertThat(second.chunk()).isEqualTo(COMMENT);
            assertThat(triton.inFlight()).isEqualTo(1);
            thought.countDown();
            assertThat(second.untilLastChunk()).contains("data: [DONE]\n\n");
        }
    }

    @Test
    void aRequestWithoutAStreamAlwaysHasAStatus() {
        CountDownLatch thought = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.reply(500)
                .await(thought)
                .chunk("{\"error\":\"boom\"}")
                .thenEnd());
        try (RawConnection client = connect()) {
            client.send(post("/v1/chat/completions", "whole", GatewayServer.request("hi", "")));
            assertThat(client.isSilentFor(Duration.ofMillis(300))).isTrue();
            thought.countDown();
            assertThat(client.response()).startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void zeroTurnsItOff(Gateways gateways) {
        CountDownLatch thought = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.reply(500)
                .await(thought)
                .chunk("{\"error\":\"boom\"}")
                .thenEnd());
        GatewayServer silent = gateways.start(triton, "gateway.sse-heartbeat", "0", "triton.dialect", "vllm");
        try (RawConnection client = new RawConnection(silent.port(), 0)) {
            client.send(GatewayServer.onTheWire(STREAM));
            assertThat(client.isSilentFor(Duration.ofMillis(300))).isTrue();
            thought.countDown();
            assertThat(client.response()).startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void anInvalidIntervalStopsTheStart(Gateways gateways) {
        assertThatThrownBy(() -> gateways.start(triton, "gateway.sse-heartbeat", "15s"))
                .hasStackTraceContaining("'gateway.sse-heartbeat' must be a whole number of 0 or more");
    }

    @Test
    void theHeadIsSentWhileTheDialectIsLookedUp(Gateways gateways) throws Exception {
        // closed before the gateway, which would wait for an answer
        try (ServerSocket mute = new ServerSocket(0)) {
            GatewayServer waiting = gateways.startOnTwo(
                    "http://127.0.0.1:" + mute.getLocalPort(), triton.url(), "gateway.sse-heartbeat", "50");
            try (RawConnection client = new RawConnection(waiting.port(), 0)) {
                client.send(GatewayServer.onTheWire(STREAM));
                assertThat(client.head()).startsWith("HTTP/1.1 200 ");
                assertThat(client.chunk()).isEqualTo(COMMENT);
            }
        }
    }

    @Test
    void http2IsTheSame() {
        CountDownLatch thought = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .await(thought)
                .event("{\"text_output\":\"one\"}")
                .thenEnd());
        try (RawHttp2 client = new RawHttp2(gateway.port())) {
            int stream = stream(client);
            client.await(HeartbeatTest::isComment);
            thought.countDown();
            RawHttp2.Answer answer = client.answer(stream);
            assertThat(answer.status()).isEqualTo("200");
            assertThat(answer.body()).startsWith(": keep-alive\n\n").endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void aFailureAfterTheHeadResetsAStreamOfHttp2AndItsConnectionServesOn() {
        CountDownLatch thought = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.reply(500)
                .await(thought)
                .chunk("{\"error\":\"boom\"}")
                .thenEnd());
        try (RawHttp2 client = new RawHttp2(gateway.port())) {
            int stream = stream(client);
            client.await(HeartbeatTest::isComment);
            thought.countDown();
            RawHttp2.Frame reset =
                    client.await(frame -> frame.stream() == stream && frame.type() == RawHttp2.RST_STREAM);
            // INTERNAL_ERROR
            assertThat(reset.errorCode()).isEqualTo(2);
            client.await(frame -> frame.type() == RawHttp2.DATA && text(frame).contains("boom"));
            assertThat(client.answer(client.request(
                                    "GET", "/v1/models", "authorization", "Bearer " + keys.key("limited")))
                            .status())
                    .isEqualTo("200");
        }
    }

    @Test
    void aClientOfHttp2ThatLeavesWhileItWaitsEndsTheCall() {
        triton.enqueue(ScriptedReply.neverAnswer());
        try (RawHttp2 client = new RawHttp2(gateway.port())) {
            stream(client);
            client.await(HeartbeatTest::isComment);
            await().atMost(SOON).until(() -> triton.inFlight() == 1);
        }
        await().atMost(SOON).until(() -> triton.inFlight() == 0);
    }

    private static int stream(RawHttp2 client) {
        int stream = client.post(
                "/v1/chat/completions",
                "content-type",
                "application/json",
                "authorization",
                "Bearer " + keys.key("limited"));
        client.body(stream, STREAM.getBytes(StandardCharsets.UTF_8), true);
        return stream;
    }

    private static boolean isComment(RawHttp2.Frame frame) {
        return frame.type() == RawHttp2.DATA && text(frame).equals(": keep-alive\n\n");
    }

    private static String text(RawHttp2.Frame frame) {
        return new String(frame.payload(), StandardCharsets.UTF_8);
    }

    @Test
    void theOfficialClientIgnoresTheComments() {
        CountDownLatch thought = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .await(thought)
                .event("{\"text_output\":\"one\"}")
                .thenEnd());
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(gateway.url() + "/v1")
                .apiKey(keys.key("limited"))
                .build();
        try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                .completions()
                .createStreaming(ChatCompletionCreateParams.builder()
                        .model("8b")
                        .addUserMessage("hi")
                        .build())) {
            // the head has come
            thought.countDown();
            assertThat(stream.stream()
                            .flatMap(chunk -> chunk.choices().stream())
                            .flatMap(choice -> choice.delta().content().stream())
                            .reduce("", String::concat))
                    .isEqualTo("one");
        } finally {
            client.close();
        }
    }

    private static RawConnection connect() {
        return new RawConnection(gateway.port(), 0);
    }

    private static String post(String path, String id, String json) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nx-request-id: "
                + id.replace("/", "-") + "\r\nAuthorization: Bearer " + keys.key("limited") + "\r\nContent-Length: "
                + json.length() + "\r\n\r\n" + json;
    }

    private static JsonNode line(String id) {
        return await().atMost(SOON).until(() -> log.of(id.replace("/", "-")), line -> line != null);
    }
}

package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.junit.AccessLines;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.simulator.RecordedRequest;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The data of each request for operators: its id, its line in the access log, its count in the metrics. */
@ExtendWith(GatewayExtension.class)
class ObservedRequestsTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String DURATION = "gen_ai_server_request_duration_seconds_count";
    private static final String HTTP = "http_server_request_duration_seconds_count";

    private static TritonSimulator triton;
    private static ManagementPort management;
    private static AccessLines log;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.simulator();
        management = ManagementPort.free();
        log = AccessLines.open();
        gateway = gateways.start(triton, management.settings("gateway.access-log", "on"));
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @Test
    void theIdOfARequestIsTheClientsAndGoesToTritonAndBack() throws Exception {
        HttpResponse<String> answer = send("id-of-a.client:1/2_3", GatewayServer.request("from one to the other", ""));
        assertThat(answer.headers().allValues("x-request-id")).containsExactly("id-of-a.client:1/2_3");
        RecordedRequest call = triton.takeRequest(SOON);
        while (!call.body().contains("from one to the other")) {
            call = triton.takeRequest(SOON);
        }
        assertThat(call.headers()).containsEntry("x-request-id", "id-of-a.client:1/2_3");
    }

    @Test
    void anIdThatCouldForgeALogLineIsReplaced() {
        HttpResponse<String> answer = send("a\"b{}", GatewayServer.request("hi", ""));
        assertThat(answer.headers().firstValue("x-request-id").orElseThrow()).matches("req_[0-9a-f]{32}");
        HttpResponse<String> tooLong = send("a".repeat(129), GatewayServer.request("hi", ""));
        assertThat(tooLong.headers().firstValue("x-request-id").orElseThrow()).startsWith("req_");
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void everyAnswerHasAnIdAndHeadersForBrowsers() {
        HttpRequest wrongPath = HttpRequest.newBuilder(gateway.uri("/nowhere")).build();
        for (HttpResponse<String> answer : new HttpResponse[] {
            gateway.get("/v1/models"),
            gateway.chat("{"),
            gateway.chat(GatewayServer.request("@@fail=at-once", "")),
            gateway.send(wrongPath, BodyHandlers.ofString()),
            gateway.chat(GatewayServer.request("hi", "\"stream\":true"))
        }) {
            assertThat(answer.headers().allValues("x-request-id")).hasSize(1);
            assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
            assertThat(answer.headers().allValues("Cache-Control")).hasSize(1);
            assertThat(answer.headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'"));
        }
    }

    @Test
    void eachRequestIsLogged() {
        send("line-1", GatewayServer.request("a secret", "\"model\":\"8b\""));
        JsonNode line = line("line-1");
        assertThat(line.path("outcome").asText()).isEqualTo("success");
        assertThat(line.path("status").asInt()).isEqualTo(200);
        assertThat(line.path("route").asText()).isEqualTo("/v1/chat/completions");
        assertThat(line.path("model").asText()).isEqualTo("Meta-Llama-3.1-8B-Instruct");
        assertThat(line.path("dialect").asText()).isEqualTo("vllm");
        assertThat(line.path("upstream").asText()).isEqualTo(triton.url());
        assertThat(line.path("stream").asBoolean(true)).isFalse();
        assertThat(line.path("prompt_tokens").asInt()).isPositive();
        assertThat(line.path("completion_tokens").asInt()).isPositive();
        assertThat(line.path("total_ms").asDouble()).isPositive();
        assertThat(line.has("first_token_ms")).isFalse();
        assertThat(line.toString()).doesNotContain("a secret");
    }

    @Test
    void aRequestWithACorrectedMediaTypeIsLogged() {
        HttpRequest capitals = HttpRequest.newBuilder(gateway.uri("/v1/chat/completions"))
                .header("Content-Type", "Application/JSON")
                .header("x-request-id", "line-capitals")
                .POST(HttpRequest.BodyPublishers.ofString(GatewayServer.request("hi", "")))
                .build();
        assertThat(gateway.send(capitals, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        assertThat(line("line-capitals").path("outcome").asText()).isEqualTo("success");
        await().atMost(SOON).until(() -> management.sum("http_server_active_requests") == 0);
    }

    @Test
    void aStreamIsLoggedWhenItHasEnded() {
        send("line-2", GatewayServer.request("hi", "\"stream\":true"));
        JsonNode line = line("line-2");
        assertThat(line.path("outcome").asText()).isEqualTo("success");
        assertThat(line.path("stream").asBoolean()).isTrue();
        assertThat(line.path("completion_tokens").asInt()).isPositive();
        assertThat(line.path("first_token_ms").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(line.path("total_ms").asDouble());
        assertThat(management.sum("gen_ai_server_time_to_first_token_seconds_count"))
                .isPositive();
        assertThat(management.sum("gen_ai_server_time_per_output_token_seconds_count"))
                .isPositive();
    }

    @Test
    void aRequestRefusedBeforeAnyRouteIsLoggedToo() {
        HttpRequest wrongType = HttpRequest.newBuilder(gateway.uri("/v1/chat/completions"))
                .header("Content-Type", "text/plain")
                .header("x-request-id", "line-3")
                .POST(HttpRequest.BodyPublishers.ofString("hi"))
                .build();
        assertThat(gateway.send(wrongType, BodyHandlers.ofString()).statusCode())
                .isEqualTo(415);
        JsonNode line = line("line-3");
        assertThat(line.path("outcome").asText()).isEqualTo("client_error");
        assertThat(line.path("error").asText()).isEqualTo("unsupported_content_type");
        assertThat(line.path("status").asInt()).isEqualTo(415);
        assertThat(line.has("model")).isFalse();
    }

    @Test
    void aBrokenStreamIsTritonsFailure() {
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .event("{\"error\":\"gone\"}")
                .thenEnd());
        HttpRequest request = withId("line-4", GatewayServer.request("hi", "\"stream\":true"));
        try {
            gateway.send(request, BodyHandlers.ofString());
        } catch (java.io.UncheckedIOException e) {
            // the connection is broken off
        }
        JsonNode line = line("line-4");
        assertThat(line.path("outcome").asText()).isEqualTo("upstream_error");
        assertThat(line.path("status").asInt()).isEqualTo(200);
    }

    @Test
    void aClientThatLeavesBeforeTheAnswerIsCancelled() throws Exception {
        CompletableFuture<Void> never = new CompletableFuture<>();
        triton.enqueue(ScriptedReply.reply(200).await(never).chunk("{}").thenEnd());
        try (Socket socket = open("line-5", GatewayServer.request("hi", ""))) {
            await().atMost(SOON).until(() -> triton.inFlight() == 1);
        }
        JsonNode line = line("line-5");
        assertThat(line.path("outcome").asText()).isEqualTo("cancelled");
        assertThat(line.has("status")).isFalse();
        assertThat(line.path("model").asText()).isEqualTo("Meta-Llama-3.1-8B-Instruct");
    }

    @Test
    void aClientThatLeavesAtTheLastEventIsNotCancelled() throws Exception {
        CompletableFuture<Void> left = new CompletableFuture<>();
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\",\"finish_reason\":\"stop\"}")
                .await(left)
                .thenEnd());
        try (Socket socket = open("line-7", GatewayServer.request("hi", "\"stream\":true"))) {
            InputStream in = socket.getInputStream();
            StringBuilder read = new StringBuilder();
            while (read.indexOf("[DONE]") < 0) {
                read.append((char) in.read());
            }
        }
        assertThat(line("line-7").path("outcome").asText()).isEqualTo("success");
        left.complete(null);
    }

    @Test
    void aClientThatLeavesAtTheLastByteIsNotCancelled() throws Exception {
        URI uri = gateway.uri("/");
        // which comes first, the client's leaving or the end of the response, is chance
        for (int i = 0; i < 10; i++) {
            try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
                socket.setSoTimeout(10_000);
                String head = "GET /v1/models HTTP/1.1\r\nHost: x\r\nx-request-id: line-8-" + i + "\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                StringBuilder read = new StringBuilder();
                while (read.indexOf("}]}") < 0) {
                    read.append((char) socket.getInputStream().read());
                }
            }
            assertThat(line("line-8-" + i).path("outcome").asText()).isEqualTo("success");
        }
    }

    @Test
    void aClientThatLeavesAStreamIsCancelled() throws Exception {
        CompletableFuture<Void> never = new CompletableFuture<>();
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(never)
                .thenEnd());
        try (Socket socket = open("line-6", GatewayServer.request("hi", "\"stream\":true"))) {
            InputStream in = socket.getInputStream();
            StringBuilder read = new StringBuilder();
            while (read.indexOf("one") < 0) {
                read.append((char) in.read());
            }
        }
        JsonNode line = line("line-6");
        assertThat(line.path("outcome").asText()).isEqualTo("cancelled");
        assertThat(line.path("status").asInt()).isEqualTo(200);
        assertThat(line.has("first_token_ms")).isTrue();
    }

    @Test
    void metricsMatchTheClientsCounts() {
        double before = management.sum(HTTP);
        double chats = management.sum(DURATION);
        double failed = management.sum(DURATION, "outcome=\"upstream_error\"");
        double refused = management.sum(DURATION, "outcome=\"client_error\"", "gen_ai_request_model=\"none\"");
        for (int i = 0; i < 7; i++) {
            gateway.chat(GatewayServer.request("hi", i % 2 == 0 ? "" : "\"stream\":true"));
        }
        for (int i = 0; i < 3; i++) {
            assertThat(gateway.chat(GatewayServer.request("@@fail=at-once", "")).statusCode())
                    .isGreaterThanOrEqualTo(500);
        }
        for (int i = 0; i < 2; i++) {
            gateway.chat("{\"model\":\"made-up-" + i + "\"}");
        }
        gateway.get("/made-up");
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(management.sum(HTTP) - before).isEqualTo(13);
            assertThat(management.sum(DURATION) - chats).isEqualTo(12);
        });
        assertThat(management.sum(DURATION, "outcome=\"upstream_error\"") - failed)
                .isEqualTo(3);
        assertThat(management.sum(DURATION, "outcome=\"client_error\"", "gen_ai_request_model=\"none\"") - refused)
                .isEqualTo(2);
        await().atMost(SOON).until(() -> management.sum("http_server_active_requests") == 0);
        assertThat(management.get("/metrics").body()).doesNotContain("made-up");
    }

    @Test
    void tokensAreCountedAsTheAnswersSay() throws Exception {
        String usage = "gen_ai_client_token_usage_sum";
        double input = management.sum(usage, "gen_ai_token_type=\"input\"");
        double output = management.sum(usage, "gen_ai_token_type=\"output\"");
        HttpResponse<String> answer = send("tokens", GatewayServer.request("hi there", ""));
        JsonNode told = new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(answer.body())
                .path("usage");
        line("tokens");
        assertThat(management.sum(usage, "gen_ai_token_type=\"input\"") - input)
                .isEqualTo(told.path("prompt_tokens").asDouble());
        assertThat(management.sum(usage, "gen_ai_token_type=\"output\"") - output)
                .isEqualTo(told.path("completion_tokens").asDouble());
    }

    private static HttpResponse<String> send(String id, String json) {
        return gateway.send(withId(id, json), BodyHandlers.ofString());
    }

    private static HttpRequest withId(String id, String json) {
        return HttpRequest.newBuilder(gateway.post(json), (name, value) -> true)
                .header("x-request-id", id)
                .build();
    }

    private static JsonNode line(String id) {
        return await().atMost(SOON).until(() -> log.of(id), line -> line != null);
    }

    private static Socket open(String id, String json) throws Exception {
        URI uri = gateway.uri("/");
        Socket socket = new Socket(uri.getHost(), uri.getPort());
        socket.setSoTimeout(10_000);
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String head = String.format(
                Locale.ROOT,
                "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "x-request-id: %s\r\nContent-Length: %d\r\n\r\n",
                id,
                body.length);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        return socket;
    }
}

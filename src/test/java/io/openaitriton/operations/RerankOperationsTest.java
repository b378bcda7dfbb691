package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.rerank.RerankAnswer;
import io.openaitriton.api.rerank.RerankRequest;
import io.openaitriton.api.rerank.ScoreAnswer;
import io.openaitriton.cli.IssuedKeys;
import io.openaitriton.junit.AccessLines;
import io.openaitriton.junit.EmbeddingRoutes;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rerank and scores have everything that chats have: keys, limits, queue, metrics, access log, timeouts, replicas, and callers on
 * the same bus.
 */
@Timeout(60)
@ExtendWith(GatewayExtension.class)
class RerankOperationsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String REPLICAS = """
            - beans:
                - name: twice
                  type: io.openaitriton.camel.RerankModel
                  initMethod: start
                  properties:
                    model: twice
                    url: "%1$s, %2$s"
                    maxCalls: 1
                    maxBatch: 1
                - name: twice-replicas
                  type: io.openaitriton.camel.TritonReplicas
                  properties:
                    model: "#bean:twice"
                    policy: round-robin
                    readyInterval: "60000"
            - templatedRoute:
                routeTemplateRef: triton-embedding-replicas
                routeId: triton-twice
                parameters:
                  - name: name
                    value: twice
            - templatedRoute:
                routeTemplateRef: triton-replica
                routeId: triton-twice-1
                parameters:
                  - name: name
                    value: twice
                  - name: model
                    value: twice
                  - name: replica
                    value: "1"
                  - name: url
                    value: "%1$s"
            - templatedRoute:
                routeTemplateRef: triton-replica
                routeId: triton-twice-2
                parameters:
                  - name: name
                    value: twice
                  - name: model
                    value: twice
                  - name: replica
                    value: "2"
                  - name: url
                    value: "%2$s"
            """;

    @TempDir
    private static Path folder;

    private static IssuedKeys keys;
    private static ManagementPort management;
    private static AccessLines log;
    private static TritonSimulator triton;
    private static TritonSimulator second;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) throws IOException {
        keys = IssuedKeys.in(folder)
                .add("all")
                .add("chats", List.of("Meta-Llama-3.1-8B-Instruct"), null, null, null)
                .add("tokens", List.of(), null, 25L, null);
        management = ManagementPort.free();
        log = AccessLines.open();
        SimulatorSettings served = SimulatorSettings.defaults()
                .withModels(
                        "Meta-Llama-3.1-8B-Instruct",
                        "bge-reranker-v2-m3=rerank-text",
                        "queued=rerank-text",
                        "late=rerank-text",
                        "twice=rerank-text");
        triton = gateways.simulator(served);
        second = gateways.simulator(served);
        Path routes = folder.resolve("routes");
        EmbeddingRoutes models = EmbeddingRoutes.in(routes)
                .add("bge-reranker", triton.url())
                .addAs("queued", "bge-reranker", triton.url(), "maxConcurrent: 1")
                .addAs("late", "bge-reranker", triton.url(), "totalTimeout: 200");
        Files.writeString(routes.resolve("twice.camel.yaml"), REPLICAS.formatted(triton.url(), second.url()));
        gateway = gateways.start(
                triton,
                management.settings(
                        "gateway.keys",
                        keys.file().toString(),
                        "gateway.access-log",
                        "prompts",
                        "camel.main.routes-include-pattern",
                        models.pattern()));
    }

    @AfterAll
    static void close() {
        log.close();
    }

    private static HttpRequest request(String key, String json) {
        return HttpRequest.newBuilder(gateway.uri("/v1/rerank"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + keys.key(key))
                .POST(BodyPublishers.ofString(json))
                .build();
    }

    private static HttpResponse<String> post(String key, String json) {
        return gateway.send(request(key, json), BodyHandlers.ofString());
    }

    private static String asked(String model, String query, String... documents) {
        return "{\"model\":\"" + model + "\",\"query\":\"" + query + "\",\"documents\":[\""
                + String.join("\",\"", documents) + "\"]}";
    }

    @Test
    void aKeyIsForItsModels() {
        String json = asked("bge-reranker-v2-m3", "a", "b");
        assertThat(post("all", json).statusCode()).isEqualTo(200);
        assertThat(post("chats", json).statusCode()).isEqualTo(403);
        for (String path : List.of("/v1/rerank", "/v2/rerank", "/v1/score")) {
            HttpRequest without = HttpRequest.newBuilder(gateway.uri(path))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(json))
                    .build();
            assertThat(gateway.send(without, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void theTokensOfEveryPairCountForAKey() {
        // guessed at 10, the query counted with each document
        HttpResponse<String> answer = post("tokens", asked("bge-reranker-v2-m3", "a".repeat(15), "b", "b"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-ratelimit-limit-tokens")).contains("25");
        HttpResponse<String> large = post("tokens", asked("bge-reranker-v2-m3", "a".repeat(45), "b", "b", "b"));
        assertThat(large.statusCode()).isEqualTo(429);
        assertThat(large.headers().firstValue("x-should-retry")).contains("false");
    }

    @Test
    void metricsAndTheAccessLogNameTheOperation() throws Exception {
        HttpResponse<String> answer = post("all", asked("bge-reranker-v2-m3", "one", "two", "three"));
        String id = answer.headers().firstValue("x-request-id").orElseThrow();
        await().atMost(SOON).until(() -> log.of(id) != null);
        JsonNode line = log.of(id);
        assertThat(line.path("route").asText()).isEqualTo("/v1/rerank");
        assertThat(line.path("model").asText()).isEqualTo("bge-reranker-v2-m3");
        assertThat(line.path("dialect").asText()).isEqualTo("text");
        assertThat(line.path("key").asText()).isEqualTo("all");
        assertThat(line.path("prompt").asText()).isEqualTo("one\ntwo\nthree");
        HttpRequest score = HttpRequest.newBuilder(gateway.uri("/v1/score"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + keys.key("all"))
                .POST(BodyPublishers.ofString("{\"model\":\"bge-reranker-v2-m3\",\"text_1\":\"a\",\"text_2\":\"a\"}"))
                .build();
        assertThat(gateway.send(score, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        for (String operation : List.of("rerank", "score")) {
            String[] labels = {
                "gen_ai_operation_name=\"" + operation + "\"", "gen_ai_request_model=\"bge-reranker-v2-m3\""
            };
            await().atMost(SOON)
                    .until(() -> management.sum("gen_ai_server_request_duration_seconds_count", labels) >= 1);
        }
        assertThat(management.get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void aFullQueueIsAnError() throws Exception {
        CompletableFuture<HttpResponse<String>> first =
                gateway.sendAsync(request("all", asked("queued", "a", "@@ttft=1500")), BodyHandlers.ofString());
        await().atMost(SOON).until(() -> triton.inFlight() == 1);
        HttpResponse<String> refused = post("all", asked("queued", "a", "a"));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("\"model_overloaded\"");
        assertThat(first.get().statusCode()).isEqualTo(200);
        assertThat(post("all", asked("queued", "a", "a")).statusCode()).isEqualTo(200);
    }

    @Test
    void aCallThatTakesTooLongIsAnError() {
        HttpResponse<String> answer = post("all", asked("late", "a", "@@fail=hang"));
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("\"triton_timeout\"");
    }

    @Test
    void theCallsOfARequestGoToSeveralReplicas() throws Exception {
        int before = second.requestCount();
        String[] documents = IntStream.range(0, 20).mapToObj(i -> "text " + i).toArray(String[]::new);
        HttpResponse<String> answer = post("all", asked("twice", "text 17", documents));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(second.requestCount() - before).isEqualTo(10);
        JsonNode same = OpenAiJson.mapper()
                .readTree(post("all", asked("bge-reranker-v2-m3", "text 17", documents))
                        .body());
        assertThat(same.at("/results/0/index").asInt()).isEqualTo(17);
        assertThat(OpenAiJson.mapper().readTree(answer.body()).path("results")).isEqualTo(same.path("results"));
    }

    @Test
    void aRouteOnTheSameBusMayUseEveryShape() throws Exception {
        ProducerTemplate template = gateway.context().createProducerTemplate();
        String json = asked("bge-reranker-v2-m3", "two", "one", "two");
        Map<String, Object> map =
                Map.of("model", "bge-reranker-v2-m3", "query", "two", "documents", List.of("one", "two"));
        RerankRequest record = OpenAiJson.mapper().readValue(json, RerankRequest.class);
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        for (Object body : List.of(json, bytes, new ByteArrayInputStream(bytes), map, record)) {
            Exchange asked = template.request("direct:openai-rerank", exchange -> {
                exchange.setProperty("openaiAnswerAs", "record");
                exchange.getMessage().setBody(body);
            });
            RerankAnswer answer = asked.getMessage().getBody(RerankAnswer.class);
            assertThat(answer.results()).hasSize(2);
            assertThat(answer.results().get(0).index()).isEqualTo(1);
        }
        assertThat(template.requestBody("direct:openai-rerank", Map.of("model", "bge-reranker-v2-m3"), String.class))
                .contains("Missing required parameter: 'query'.");
        Exchange scored = template.request("direct:openai-score", exchange -> {
            exchange.setProperty("openaiAnswerAs", "record");
            exchange.getMessage().setBody(Map.of("model", "bge-reranker-v2-m3", "text_1", "a", "text_2", List.of("a")));
        });
        assertThat(scored.getMessage().getBody(ScoreAnswer.class).data().get(0).score())
                .isEqualTo(1);
    }
}

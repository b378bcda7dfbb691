package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.embeddings.EmbeddingList;
import io.openaitriton.api.embeddings.EmbeddingsRequest;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Embeddings have everything that chats have: keys, limits, queue, metrics, access log, timeouts, replicas, and callers on the same bus. */
@Timeout(60)
@ExtendWith(GatewayExtension.class)
class EmbeddingOperationsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String REPLICAS = """
            - beans:
                - name: twice
                  type: io.openaitriton.camel.EmbeddingModel
                  initMethod: start
                  properties:
                    model: twice
                    url: "%1$s, %2$s"
                    maxCalls: 1
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
                .add("tokens", List.of(), null, 20L, null);
        management = ManagementPort.free();
        log = AccessLines.open();
        SimulatorSettings served = SimulatorSettings.defaults()
                .withModels(
                        "Meta-Llama-3.1-8B-Instruct",
                        "bge-m3=embedding-text",
                        "Qwen3-Embedding-0.6B=embedding-vllm",
                        "queued=embedding-text",
                        "late=embedding-text",
                        "twice=embedding-vllm");
        triton = gateways.simulator(served);
        second = gateways.simulator(served);
        Path routes = folder.resolve("routes");
        EmbeddingRoutes models = EmbeddingRoutes.in(routes)
                .add("bge-m3", triton.url())
                .add("qwen3-embedding", triton.url())
                .addAs("queued", "bge-m3", triton.url(), "maxConcurrent: 1")
                .addAs("late", "bge-m3", triton.url(), "totalTimeout: 200");
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
        return HttpRequest.newBuilder(gateway.uri("/v1/embeddings"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + keys.key(key))
                .POST(BodyPublishers.ofString(json))
                .build();
    }

    private static HttpResponse<String> post(String key, String json) {
        return gateway.send(request(key, json), BodyHandlers.ofString());
    }

    @Test
    void aKeyIsForItsModels() {
        assertThat(post("all", "{\"model\":\"bge-m3\",\"input\":\"a\"}").statusCode())
                .isEqualTo(200);
        assertThat(post("chats", "{\"model\":\"bge-m3\",\"input\":\"a\"}").statusCode())
                .isEqualTo(403);
        HttpRequest without = HttpRequest.newBuilder(gateway.uri("/v1/embeddings"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"model\":\"bge-m3\",\"input\":\"a\"}"))
                .build();
        assertThat(gateway.send(without, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    }

    @Test
    void tokensAreTakenAndUnusedOnesAreReturned() {
        // guessed at 11, counted as 3
        String three = "{\"model\":\"Qwen3-Embedding-0.6B\",\"input\":\"aaaaaaaaaaaaa bbbbbbbbbbbbbbb ccccccccccccc\"}";
        for (int i = 0; i < 4; i++) {
            HttpResponse<String> answer = post("tokens", three);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-ratelimit-limit-tokens")).contains("20");
        }
        assertThat(post("tokens", three).statusCode()).isEqualTo(429);
        HttpResponse<String> large = post("tokens", "{\"model\":\"bge-m3\",\"input\":\"" + "word ".repeat(100) + "\"}");
        assertThat(large.statusCode()).isEqualTo(429);
        assertThat(large.headers().firstValue("x-should-retry")).contains("false");
    }

    @Test
    void metricsAndTheAccessLogNameTheOperation() throws Exception {
        HttpResponse<String> answer =
                post("all", "{\"model\":\"Qwen3-Embedding-0.6B\",\"input\":[\"one two\",\"three\"]}");
        String id = answer.headers().firstValue("x-request-id").orElseThrow();
        await().atMost(SOON).until(() -> log.of(id) != null);
        JsonNode line = log.of(id);
        assertThat(line.path("route").asText()).isEqualTo("/v1/embeddings");
        assertThat(line.path("model").asText()).isEqualTo("Qwen3-Embedding-0.6B");
        assertThat(line.path("dialect").asText()).isEqualTo("vllm");
        assertThat(line.path("key").asText()).isEqualTo("all");
        assertThat(line.path("prompt_tokens").asInt()).isEqualTo(3);
        assertThat(line.path("completion_tokens").asInt()).isZero();
        assertThat(line.path("prompt").asText()).isEqualTo("one two\nthree");
        String[] labels = {"gen_ai_operation_name=\"embeddings\"", "gen_ai_request_model=\"Qwen3-Embedding-0.6B\""};
        await().atMost(SOON).until(() -> management.sum("gen_ai_server_request_duration_seconds_count", labels) >= 1);
        assertThat(management.sum("gen_ai_client_token_usage_sum", labels)).isGreaterThanOrEqualTo(3);
        assertThat(management.get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void aFullQueueIsAnError() throws Exception {
        CompletableFuture<HttpResponse<String>> first = gateway.sendAsync(
                request("all", "{\"model\":\"queued\",\"input\":\"@@ttft=1500\"}"), BodyHandlers.ofString());
        await().atMost(SOON).until(() -> triton.inFlight() == 1);
        HttpResponse<String> refused = post("all", "{\"model\":\"queued\",\"input\":\"a\"}");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("\"model_overloaded\"");
        assertThat(first.get().statusCode()).isEqualTo(200);
        assertThat(post("all", "{\"model\":\"queued\",\"input\":\"a\"}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aCallThatTakesTooLongIsAnError() {
        HttpResponse<String> answer = post("all", "{\"model\":\"late\",\"input\":\"@@fail=hang\"}");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("\"triton_timeout\"");
    }

    @Test
    void theCallsOfARequestGoToSeveralReplicas() throws Exception {
        int before = second.requestCount();
        String texts =
                IntStream.range(0, 20).mapToObj(i -> "\"text " + i + "\"").collect(Collectors.joining(","));
        HttpResponse<String> answer = post("all", "{\"model\":\"twice\",\"input\":[" + texts + "]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(second.requestCount() - before).isEqualTo(10);
        JsonNode same = OpenAiJson.mapper()
                .readTree(post("all", "{\"model\":\"Qwen3-Embedding-0.6B\",\"input\":[" + texts + "]}")
                        .body());
        assertThat(OpenAiJson.mapper().readTree(answer.body()).path("data")).isEqualTo(same.path("data"));
        // the first is refused by one Triton and answered by the other, or fails at both
        HttpResponse<String> busy = post("all", "{\"model\":\"twice\",\"input\":\"@@fail=unavailable\"}");
        assertThat(busy.statusCode()).isEqualTo(503);
    }

    @Test
    void aRouteOnTheSameBusMayUseEveryShape() throws Exception {
        ProducerTemplate template = gateway.context().createProducerTemplate();
        String json = "{\"model\":\"bge-m3\",\"input\":[\"one\",\"two\"]}";
        Map<String, Object> map = Map.of("model", "bge-m3", "input", List.of("one", "two"));
        EmbeddingsRequest record = OpenAiJson.mapper().readValue(json, EmbeddingsRequest.class);
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        for (Object body : List.of(json, bytes, new ByteArrayInputStream(bytes), map, record)) {
            Exchange asked = template.request("direct:openai-embeddings", exchange -> {
                exchange.setProperty("openaiAnswerAs", "record");
                exchange.getMessage().setBody(body);
            });
            EmbeddingList answer = asked.getMessage().getBody(EmbeddingList.class);
            assertThat(answer.data()).hasSize(2);
            assertThat(answer.data().get(0).vector()).hasSize(384);
        }
        JsonNode answer =
                OpenAiJson.mapper().readTree(template.requestBody("direct:openai-embeddings", map, byte[].class));
        assertThat(answer.at("/data/1/embedding")).hasSize(384);
        assertThat(template.requestBody("direct:openai-embeddings", Map.of("model", "bge-m3"), String.class))
                .contains("Missing required parameter: 'input'.");
    }
}

package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.responses.Response;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.live.CapturedLog;
import io.openaitriton.simulator.TritonSimulator;
import io.openaitriton.store.ResponseStore;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The response store, from settings and from the application. */
@Timeout(120)
@ExtendWith(GatewayExtension.class)
class ResponseStoreTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private TritonSimulator triton;

    @BeforeEach
    void start(Gateways gateways) {
        triton = gateways.simulator();
    }

    @Test
    void withoutAStoreRequestsThatWouldBeStoredAreAnswered(Gateways gateways) throws Exception {
        GatewayServer gateway = gateways.start(triton, "openai.response-store", "false");
        for (String store : List.of("", ",\"store\":true", ",\"store\":false", ",\"store\":true,\"stream\":true")) {
            HttpResponse<String> answer = post(gateway, "\"input\":\"hi\"" + store);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("\"store\":false").doesNotContain("\"store\":true");
        }
        assertRefused(
                post(gateway, "\"input\":\"a\",\"previous_response_id\":\"resp_1\""),
                400,
                "previous_response_id",
                "stores no responses");
        assertRefused(
                post(gateway, "\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_1\"}]"),
                400,
                "input[0]",
                "stores no responses");
        assertRefused(post(gateway, "\"input\":[{\"id\":\"msg_1\"}]"), 400, "input[0]", "stores no responses");
        for (String path : List.of("/v1/responses/resp_1", "/v1/responses/resp_1/input_items")) {
            assertRefused(gateway.get(path), 404, null, "stores no responses");
        }
        for (String method : List.of("DELETE /v1/responses/resp_1", "POST /v1/responses/resp_1/cancel")) {
            HttpRequest request = HttpRequest.newBuilder(gateway.uri(method.substring(method.indexOf(' ') + 1)))
                    .method(method.substring(0, method.indexOf(' ')), BodyPublishers.noBody())
                    .build();
            assertRefused(gateway.send(request, BodyHandlers.ofString()), 404, null, "stores no responses");
        }
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String param, String message)
            throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode error = json(answer.body()).get("error");
        assertThat(error.get("param").textValue()).isEqualTo(param);
        assertThat(error.get("message").textValue()).contains(message);
    }

    @Test
    void expiredResponsesAreGone(Gateways gateways) throws Exception {
        GatewayServer gateway = gateways.start(triton, "openai.response-store-ttl", "1");
        String id = json(post(gateway, "\"input\":\"hi\"").body()).get("id").textValue();
        await().atMost(SOON).until(() -> gateway.get("/v1/responses/" + id).statusCode() == 404);
        assertRefused(
                post(gateway, "\"input\":\"a\",\"previous_response_id\":\"" + id + "\""),
                400,
                "previous_response_id",
                "has expired");
    }

    @Test
    void theMemoryIsLimitedAndKeepsTheNewest(Gateways gateways) throws Exception {
        GatewayServer gateway = gateways.start(triton, "openai.response-store-bytes", "20000");
        String first = null;
        for (int i = 0; i < 40; i++) {
            String id = json(post(gateway, "\"input\":\"hi\"").body()).get("id").textValue();
            first = first == null ? id : first;
            assertThat(gateway.get("/v1/responses/" + id).statusCode()).isEqualTo(200);
        }
        assertThat(gateway.get("/v1/responses/" + first).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "openai.response-store, maybe",
        "openai.response-store-ttl, 0",
        "openai.response-store-bytes, much",
        "openai.response-store-largest, -1",
        "openai.response-store-timeout, 0"
    })
    void aWrongSettingStopsTheStart(String key, String value, Gateways gateways) {
        assertThatThrownBy(() -> gateways.start(triton, key, value))
                .hasStackTraceContaining("'" + key + "' must be")
                .hasStackTraceContaining("but is '" + value + "'");
    }

    @Test
    void responsesSurviveAnEditOfTheRoutes(@TempDir Path routes, Gateways gateways) throws Exception {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
        GatewayServer gateway = gateways.start(
                triton, "gateway.reload", "true", "camel.main.routes-include-pattern", "file:" + routes + "/*.yaml");
        String id = json(post(gateway, "\"input\":\"one\"").body()).get("id").textValue();
        Path edge = routes.resolve("openai-http-response.camel.yaml");
        Files.writeString(
                edge, Files.readString(edge).replace("platform-http:/v1/responses/", "platform-http:/v1/kept/"));
        await().atMost(SOON).until(() -> gateway.get("/v1/kept/" + id).statusCode() == 200);
        HttpResponse<String> next = post(gateway, "\"input\":\"two\",\"previous_response_id\":\"" + id + "\"");
        assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
    }

    @Test
    void anApplicationMayBringItsOwnStore(Gateways gateways) throws Exception {
        Map<String, byte[]> kept = new ConcurrentHashMap<>();
        ResponseStore own = new ResponseStore() {
            @Override
            public void put(String owner, String id, byte[] response) {
                kept.put(owner + id, response);
            }

            @Override
            public List<byte[]> get(String owner, List<String> ids) {
                return ids.stream().map(id -> kept.get(owner + id)).toList();
            }

            @Override
            public boolean delete(String owner, String id) throws IOException {
                throw new IOException("no deletions today");
            }
        };
        GatewayServer gateway = gateways.start(main -> main.bind(ResponseStore.NAME, own), triton);
        String id = json(post(gateway, "\"input\":\"hi\"").body()).get("id").textValue();
        assertThat(kept).containsOnlyKeys("-" + id);
        assertThat(gateway.get("/v1/responses/" + id).statusCode()).isEqualTo(200);
        try (CapturedLog log = CapturedLog.open()) {
            HttpRequest delete = HttpRequest.newBuilder(gateway.uri("/v1/responses/" + id))
                    .DELETE()
                    .build();
            assertThat(gateway.send(delete, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(503);
            assertThat(log.messages()).singleElement().asString().contains("no deletions today");
        }
    }

    @Test
    void aRouteOfTheSameBusContinuesAResponseToo(Gateways gateways) throws Exception {
        GatewayServer gateway = gateways.start(triton);
        try (ProducerTemplate bus = gateway.context().createProducerTemplate()) {
            Response first = bus.request("direct:openai-responses", exchange -> {
                        exchange.setProperty("openaiAnswerAs", "record");
                        exchange.getMessage().setBody(Map.of("input", "one"));
                    })
                    .getMessage()
                    .getBody(Response.class);
            String next = bus.requestBody(
                    "direct:openai-responses",
                    Map.of("input", "two", "previous_response_id", first.id()),
                    String.class);
            assertThat(json(next).get("previous_response_id").textValue()).isEqualTo(first.id());
            triton.takeRequest(SOON);
            assertThat(triton.takeRequest(SOON).body()).contains("one", "two");
        }
    }

    private static HttpResponse<String> post(GatewayServer gateway, String fields) {
        return gateway.send(
                HttpRequest.newBuilder(gateway.uri("/v1/responses"))
                        .header("Content-Type", "application/json")
                        .timeout(SOON)
                        .POST(BodyPublishers.ofString("{" + fields + "}"))
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode json(String json) throws IOException {
        return OpenAiJson.mapper().readTree(json);
    }
}

package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.access.RedisServer;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.live.CapturedLog;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gateways share stored responses through Redis, survive each other, and answer without it. */
@Timeout(180)
@ExtendWith(GatewayExtension.class)
class StoredInRedisTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private RedisServer redis;
    private TritonSimulator triton;

    @BeforeEach
    void start(Gateways gateways) {
        redis = RedisServer.start();
        triton = gateways.simulator();
    }

    @AfterEach
    void stop() {
        if (redis != null) {
            redis.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConversationGoesOnAtAnotherGatewayWhenItsOwnIsKilled(boolean stream, @TempDir Path logs) throws Exception {
        try (GatewayProcess killed = GatewayProcess.start(
                        logs.resolve("killed.log"), triton.url(), Map.of("GATEWAY_LIMITS_REDIS", redis.uri()));
                GatewayProcess other = GatewayProcess.start(
                        logs.resolve("other.log"), triton.url(), Map.of("OPENAI_RESPONSE_STORE_REDIS", redis.uri()))) {
            triton.enqueue(ScriptedReply.text("Paris."));
            HttpResponse<InputStream> first = CLIENT.send(
                    post(killed.port(), "\"input\":\"Capital of France?\",\"stream\":" + stream),
                    BodyHandlers.ofInputStream());
            String id;
            if (stream) {
                // as soon as the client can know that it is there
                id = json(untilCompleted(first.body())).at("/response/id").textValue();
            } else {
                id = json(new String(first.body().readAllBytes(), StandardCharsets.UTF_8))
                        .get("id")
                        .textValue();
            }
            // SIGKILL
            killed.close();

            assertThat(get(other.port(), id).body()).contains("Paris.");
            triton.takeRequest(SOON);
            triton.enqueue(ScriptedReply.text("Rome."));
            HttpResponse<String> next = CLIENT.send(
                    post(other.port(), "\"input\":\"And of Italy?\",\"previous_response_id\":\"" + id + "\""),
                    BodyHandlers.ofString());
            assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
            assertThat(triton.takeRequest(SOON).body()).contains("Capital of France?", "Paris.", "And of Italy?");
            assertThat(other.log()).contains("Responses are stored in Redis at 127.0.0.1");
        }
    }

    private static String untilCompleted(InputStream events) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = events.read(); c >= 0; c = events.read()) {
            if (c != '\n') {
                line.append((char) c);
            } else {
                if (line.toString().startsWith("data: {\"type\":\"response.completed\"")) {
                    return line.substring("data: ".length());
                }
                line.setLength(0);
            }
        }
        throw new AssertionError("The stream ended before response.completed");
    }

    @Test
    void withoutRedisRequestsAreAnsweredAsNotStored(Gateways gateways) throws Exception {
        try (CapturedLog log = CapturedLog.open()) {
            GatewayServer gateway = gateways.start(
                    triton, "openai.response-store-redis", redis.uri(), "openai.response-store-timeout", "500");
            // a loaded machine may take longer to connect
            JsonNode stored = await().atMost(SOON)
                    .until(
                            () -> ask(gateway, "\"input\":\"hi\""),
                            response -> response.get("store").booleanValue());
            String id = stored.get("id").textValue();
            redis.freeze();
            try {
                for (String stream : List.of("", ",\"stream\":true", "")) {
                    HttpResponse<String> answer =
                            CLIENT.send(post(gateway.port(), "\"input\":\"hi\"" + stream), BodyHandlers.ofString());
                    assertThat(answer.statusCode()).isEqualTo(200);
                    assertThat(answer.body()).contains("\"status\":\"completed\"", "\"store\":false");
                }
                HttpResponse<String> read = get(gateway.port(), id);
                assertThat(read.statusCode()).as(read.body()).isEqualTo(503);
                assertThat(json(read.body()).at("/error/code").textValue()).isEqualTo("response_store_unavailable");
                assertThat(read.headers().firstValue("Retry-After")).isPresent();
                HttpResponse<String> next = CLIENT.send(
                        post(gateway.port(), "\"input\":\"a\",\"previous_response_id\":\"" + id + "\""),
                        BodyHandlers.ofString());
                assertThat(next.statusCode()).isEqualTo(503);
            } finally {
                redis.thaw();
            }
            await().atMost(SOON).until(() -> get(gateway.port(), id).statusCode() == 200);
            assertThat(ask(gateway, "\"input\":\"hi\"").get("store").booleanValue())
                    .isTrue();
            assertThat(log.messages().stream().filter(line -> line.contains("no answer in 500 ms")))
                    .singleElement()
                    .asString()
                    .contains("Responses are not stored in Redis");
        }
    }

    @Test
    void anInvalidUrlStopsTheStartAndIsNotQuoted(Gateways gateways) {
        assertThatThrownBy(() -> gateways.start(triton, "openai.response-store-redis", "somewhere:with-secret"))
                .hasStackTraceContaining("'openai.response-store-redis' must be a URI")
                .satisfies(e -> assertThat(e.toString()).doesNotContain("with-secret"));
    }

    private static JsonNode ask(GatewayServer gateway, String fields) throws Exception {
        return json(CLIENT.send(post(gateway.port(), fields), BodyHandlers.ofString())
                .body());
    }

    private static HttpRequest post(int port, String fields) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/responses"))
                .header("Content-Type", "application/json")
                .timeout(SOON)
                .POST(BodyPublishers.ofString("{\"model\":\"8b\"," + fields + "}"))
                .build();
    }

    private static HttpResponse<String> get(int port, String id) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/responses/" + id))
                        .timeout(SOON)
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode json(String json) throws IOException {
        return OpenAiJson.mapper().readTree(json);
    }
}

package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.junit.AccessLines;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The data for operators does not depend on the paths of edges. */
@ExtendWith(GatewayExtension.class)
class EdgeOperationTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String CHAT = GatewayServer.request("hi", "\"max_tokens\":1");
    private static final String TEXT = "{\"prompt\":\"hi\",\"max_tokens\":1}";
    private static final AtomicInteger IDS = new AtomicInteger();

    @TempDir
    private static Path routes;

    private static TritonSimulator triton;
    private static ManagementPort management;
    private static AccessLines log;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.writeString(
                        routes.resolve(file.getFileName()),
                        Files.readString(file)
                                .replace("platform-http:/v1/chat/completions\n", "platform-http:/llm/{team}/chat\n")
                                .replace("platform-http:/v1/models\n", "platform-http:/llm/models\n"));
            }
        }
        // a user's edge, which sets no operation
        Path own = routes.resolve("openai-http-completions.camel.yaml");
        Files.writeString(
                routes.resolve("own.camel.yaml"),
                Files.readString(own)
                        .replace("/v1/completions", "/own/completions")
                        .replace("id: openai-http-completions", "id: own-completions")
                        .replace("openaiOperation", "unknown"));
        triton = gateways.simulator();
        management = ManagementPort.free();
        log = AccessLines.open();
        gateway = gateways.start(
                triton,
                management.settings(
                        "gateway.access-log",
                        "on",
                        "gateway.reload",
                        "true",
                        "camel.main.routes-include-pattern",
                        "file:" + routes + "/*.yaml"));
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/llm/a/chat, /llm/{team}/chat, chat",
        "/llm/a/chat/, /llm/{team}/chat, chat",
        "/v1/completions, /v1/completions, text_completion",
        "/v1/completions/, /v1/completions, text_completion",
        "//v1/completions, /v1/completions, text_completion",
        "/own/completions, other, text_completion",
    })
    void anEdgeIsWhatItSaysWhateverItsPath(String path, String route, String operation) {
        String genAi = "gen_ai_operation_name=\"" + operation + "\"";
        double before = count(genAi, "outcome=\"success\"");
        double refusedBefore = count(genAi, "outcome=\"client_error\"");
        assertThat(post(path, operation.equals("chat") ? CHAT : TEXT, "application/json")
                        .path("route")
                        .asText())
                .isEqualTo(route);
        assertThat(count(genAi, "outcome=\"success\"")).isEqualTo(before + 1);
        assertThat(management.sum("http_server_request_duration_seconds_count", "http_route=\"" + route + "\""))
                .isPositive();
        if (!route.equals("other")) {
            // refused before the route has it, and by it
            assertThat(post(path, "hi", "text/plain").path("status").asInt()).isEqualTo(415);
            assertThat(post(path, "{", "application/json").path("route").asText())
                    .isEqualTo(route);
            assertThat(count(genAi, "outcome=\"client_error\"")).isEqualTo(refusedBefore + 2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/llm/models, /llm/models",
        "/llm/models/, /llm/models",
        "/v1/models/Meta-Llama-3.1-8B-Instruct, /v1/models/{id}",
        "/v1/models/nothing, /v1/models/{id}",
        "/v1/models, other",
        "/nowhere, other"
    })
    void otherPathsAreNamedByTheirRoutes(String path, String route) {
        String id = "edge-" + IDS.incrementAndGet();
        gateway.send(
                HttpRequest.newBuilder(gateway.uri(path))
                        .header("x-request-id", id)
                        .build(),
                BodyHandlers.discarding());
        assertThat(line(id).path("route").asText()).isEqualTo(route);
    }

    @Test
    void anEditedEdgeIsKnownByItsNewPath() throws IOException {
        Path edge = routes.resolve("openai-http-render.camel.yaml");
        Files.writeString(edge, Files.readString(edge).replace("/v1/chat/completions/render", "/llm/render"));
        await().atMost(SOON)
                .until(() -> post("/llm/render", CHAT, "application/json")
                                .path("status")
                                .asInt()
                        == 200);
        assertThat(post("/llm/render", CHAT, "application/json").path("route").asText())
                .isEqualTo("/llm/render");
        assertThat(post("/llm/render", CHAT, "text/plain").path("route").asText())
                .isEqualTo("/llm/render");
    }

    private static JsonNode post(String path, String body, String type) {
        String id = "edge-" + IDS.incrementAndGet();
        gateway.send(
                HttpRequest.newBuilder(gateway.uri(path))
                        .header("Content-Type", type)
                        .header("x-request-id", id)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.discarding());
        return line(id);
    }

    private static JsonNode line(String id) {
        return await().atMost(SOON).until(() -> log.of(id), line -> line != null);
    }

    private static double count(String... labels) {
        return management.sum("gen_ai_server_request_duration_seconds_count", labels);
    }
}

package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A model with room for two calls and a queue of two, in which nothing may be lost. */
@ExtendWith(GatewayExtension.class)
class ModelQueueTest {
    private static final String DEFINITION = "        model: Meta-Llama-3.1-8B-Instruct\n";
    private static final String RUNNING = "openai_model_requests_running";
    private static final String WAITING = "openai_model_requests_waiting";
    private static final String MODEL = "Meta-Llama-3.1-8B-Instruct";

    @TempDir
    Path routes;

    private final ManagementPort management = ManagementPort.free();
    private final CompletableFuture<Void> release = new CompletableFuture<>();
    private TritonSimulator triton;
    private TritonSimulator other;
    private GatewayServer gateway;

    @BeforeEach
    void start(Gateways gateways) throws Exception {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
        bounds("maxConcurrent: 2", "maxQueued: 2");
        triton = gateways.simulator();
        other = gateways.simulator();
        gateway = gateways.startOnTwo(
                triton.url(),
                other.url(),
                management.settings(
                        "camel.main.routes-include-pattern",
                        "file:" + routes + "/*.yaml",
                        "triton.dialect",
                        "vllm",
                        "gateway.reload",
                        "true"));
    }

    @AfterEach
    void stop() {
        release.complete(null);
    }

    @Test
    void requestsAboveTheLimitWaitAndThenAreRefused() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            triton.enqueue(held());
            answers.add(send(""));
            int running = Math.min(i + 1, 2);
            int waiting = i + 1 - running;
            soon().until(() -> triton.inFlight() == running && value(RUNNING) == running && value(WAITING) == waiting);
        }
        assertOverloaded(gateway.chat(GatewayServer.request("hi", "")));
        assertOverloaded(gateway.chat(GatewayServer.request("hi", "\"stream\":true")));
        // another model has room of its own
        assertThat(gateway.chat(GatewayServer.request("hi", "\"model\":\"70b\""))
                        .statusCode())
                .isEqualTo(200);
        assertThat(triton.inFlight()).isEqualTo(2);
        release.complete(null);
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        assertEmpty();
        soon().until(() -> management.sum("openai_model_queue_duration_seconds_count", MODEL) == 2);
        assertThat(management.sum("openai_model_queue_duration_seconds_sum", MODEL))
                .isPositive();
    }

    @Test
    void aClientThatDisconnectsInTheQueueNeverReachesTriton() throws Exception {
        fill();
        CompletableFuture<HttpResponse<String>> leaver = send("");
        soon().until(() -> value(WAITING) == 1);
        leaver.cancel(true);
        soon().until(() -> value(WAITING) == 0);
        int before = triton.requestCount();
        release.complete(null);
        assertEmpty();
        assertThat(triton.requestCount()).isEqualTo(before);
    }

    @Test
    void roomIsFreedAfterEveryEndOfACall() throws Exception {
        triton.enqueue(ScriptedReply.json(500, "{\"error\":\"boom\"}"));
        assertThat(gateway.chat(GatewayServer.request("hi", "")).statusCode()).isEqualTo(502);
        assertEmpty();
        triton.enqueue(ScriptedReply.stream().event("{\"text_output\":\"one\"}").thenCloseConnection());
        gateway.sendAsync(gateway.post(GatewayServer.request("hi", "\"stream\":true")), BodyHandlers.ofString())
                .handle((answer, failure) -> failure)
                .get(20, TimeUnit.SECONDS);
        assertEmpty();
        assertThat(gateway.chat(GatewayServer.request("hi", "\"stream\":true")).body())
                .endsWith("data: [DONE]\n\n");
        assertEmpty();
        triton.enqueue(ScriptedReply.neverAnswer());
        CompletableFuture<HttpResponse<String>> leaver = send("");
        soon().until(() -> triton.inFlight() == 1);
        leaver.cancel(true);
        assertEmpty();
        triton.enqueue(ScriptedReply.stream().event("{\"text_output\":\"one\"}").thenHang());
        leaver = send("\"stream\":true");
        soon().until(() -> triton.inFlight() == 1);
        leaver.cancel(true);
        assertEmpty();
        // refused before it is called
        assertThat(gateway.chat(GatewayServer.request("hi", "\"max_tokens\":-1"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(value(RUNNING)).isZero();
    }

    @Test
    void promptsOfOneRequestTakeTurns() throws Exception {
        String body = "{\"model\":\"8b\",\"prompt\":[\"a\",\"b\",\"c\",\"d\"]}";
        for (int i = 0; i < 4; i++) {
            triton.enqueue(held());
        }
        CompletableFuture<HttpResponse<String>> answer = gateway.sendAsync(
                java.net.http.HttpRequest.newBuilder(gateway.uri("/v1/completions"))
                        .header("Content-Type", "application/json")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        soon().until(() -> triton.inFlight() == 2 && value(WAITING) == 2);
        release.complete(null);
        assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertEmpty();
    }

    @Test
    void anEditOfTheRouteRaisesTheLimitAndKeepsTheQueue() throws Exception {
        fill();
        triton.enqueue(held());
        triton.enqueue(held());
        CompletableFuture<HttpResponse<String>> third = send("");
        CompletableFuture<HttpResponse<String>> fourth = send("");
        soon().until(() -> value(WAITING) == 2);
        bounds("maxConcurrent: 3", "maxQueued: 1");
        soon().until(() -> {
            // the first request to the new routes brings their bounds; there is no room for it in any case
            assertOverloaded(gateway.chat(GatewayServer.request("hi", "")));
            return triton.inFlight() == 3;
        });
        soon().until(() -> value(RUNNING) == 3 && value(WAITING) == 1);
        release.complete(null);
        assertThat(third.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(fourth.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertEmpty();
    }

    private void fill() {
        for (int i = 0; i < 2; i++) {
            triton.enqueue(held());
            send("");
        }
        soon().until(() -> triton.inFlight() == 2 && value(RUNNING) == 2);
    }

    private void bounds(String... properties) throws Exception {
        Path file = routes.resolve("llama-8b.camel.yaml");
        String more =
                Stream.of(properties).map(line -> "        " + line + "\n").reduce("", String::concat);
        Files.writeString(
                file, Files.readString(Path.of("routes/llama-8b.camel.yaml")).replace(DEFINITION, DEFINITION + more));
    }

    private ScriptedReply held() {
        return ScriptedReply.reply(200)
                .header("Content-Type", "application/json")
                .await(release)
                .chunk("{\"text_output\":\"one\"}")
                .thenEnd();
    }

    private CompletableFuture<HttpResponse<String>> send(String fields) {
        return gateway.sendAsync(gateway.post(GatewayServer.request("hi", fields)), BodyHandlers.ofString());
    }

    private double value(String metric) {
        return management.sum(metric, MODEL);
    }

    private void assertEmpty() {
        soon().until(() -> value(RUNNING) == 0 && value(WAITING) == 0 && triton.inFlight() == 0);
    }

    private static void assertOverloaded(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.body()).contains("\"code\":\"model_overloaded\"", MODEL);
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20));
    }
}

package com.example.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TranslatorTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static TritonSimulator triton;
    private static Main main;
    private static int port;

    @BeforeAll
    static void start() {
        triton = TritonSimulator.start(SimulatorSettings.defaults());
        main = Translator.create();
        main.addOverrideProperty("camel.server.port", "0");
        main.addOverrideProperty("triton.llama-8b.url", triton.url());
        main.addOverrideProperty("triton.llama-70b.url", triton.url());
        main.start();
        port = main.getCamelContext()
                .getRegistry()
                .findSingleByType(VertxPlatformHttpRouter.class)
                .getServer()
                .getPort();
    }

    @AfterAll
    static void stop() {
        main.stop();
        triton.close();
    }

    @Test
    void aRouteOfTheApplicationAsksAModel() throws Exception {
        HttpResponse<String> answer =
                CLIENT.send(post("/translate", "text/plain", "Good \"day\""), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("Meta-Llama-3.1-70B-Instruct (simulated) was asked: \"Good \"day\"\" with temperature 0,"
                        + " top_p 0.95, max_tokens 500.");
    }

    @Test
    void itsFailureIsTold() throws Exception {
        HttpResponse<String> answer =
                CLIENT.send(post("/translate", "text/plain", "@@fail=at-once"), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("CUDA out of memory");
    }

    @Test
    void theGatewaysOwnRoutesStream() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(second)
                .event("{\"text_output\":\" two\"}")
                .thenEnd());
        HttpResponse<Stream<String>> answer = CLIENT.send(chat("Hello"), BodyHandlers.ofLines());
        try (Stream<String> lines = answer.body()) {
            Iterator<String> events = lines.filter(line -> !line.isEmpty()).iterator();
            assertThat(events.next()).contains("\"role\":\"assistant\"");
            assertThat(events.next()).contains("\"content\":\"one\"");
            second.countDown();
            assertThat(events.next()).contains("\"content\":\" two\"");
            assertThat(events.next()).contains("\"finish_reason\":\"stop\"");
            assertThat(events.next()).isEqualTo("data: [DONE]");
        }
    }

    @Test
    void aClientWhoLeavesEndsTheCallToTriton() throws Exception {
        int before = triton.cancelledCount();
        try (InputStream events =
                CLIENT.send(chat("@@fail=stall"), BodyHandlers.ofInputStream()).body()) {
            assertThat(new String(events.readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("data: ");
        }
        await().atMost(SOON).until(() -> triton.cancelledCount() == before + 1);
    }

    @Test
    void manyAreAnsweredAtATime() {
        CountDownLatch all = new CountDownLatch(1);
        int many = 50;
        IntStream.range(0, many)
                .forEach(i -> triton.enqueue(ScriptedReply.stream()
                        .event("{\"text_output\":\"one\"}")
                        .await(all)
                        .thenEnd()));
        List<CompletableFuture<HttpResponse<String>>> answers = Stream.generate(
                        () -> CLIENT.sendAsync(chat("Hello"), BodyHandlers.ofString()))
                .limit(many)
                .toList();
        await().atMost(SOON).until(() -> triton.inFlight() == many);
        all.countDown();
        assertThat(answers).allSatisfy(answer -> assertThat(answer).succeedsWithin(SOON));
    }

    private static HttpRequest chat(String content) {
        return post(
                "/v1/chat/completions",
                "application/json",
                "{\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]}");
    }

    private static HttpRequest post(String path, String type, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", type)
                .timeout(SOON)
                .POST(BodyPublishers.ofString(body))
                .build();
    }
}

package io.openaitriton.surfaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.junit.Api;
import io.openaitriton.junit.EditedRoutes;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Too many requests through every API: a model's queue, and the gateway's limit. */
@Timeout(60)
@ExtendWith(GatewayExtension.class)
class SurfaceOverloadTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String RUNNING = "openai_model_requests_running";
    private static final String WAITING = "openai_model_requests_waiting";
    private static final String SMALL = "Meta-Llama-3.1-8B-Instruct";
    private static final String LARGE = "Meta-Llama-3.1-70B-Instruct";

    @TempDir
    private static Path folder;

    private static ManagementPort management;
    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) throws IOException {
        management = ManagementPort.free();
        triton = gateways.simulator();
        Path routes = EditedRoutes.in(
                folder,
                "        model: " + SMALL + "\n",
                "        model: " + SMALL + "\n        maxConcurrent: 1\n        maxQueued: 1\n",
                "        model: " + LARGE + "\n",
                "        model: " + LARGE + "\n        maxConcurrent: 1\n        maxQueued: 9\n        maxWait: 50\n");
        gateway = gateways.start(
                triton,
                management.settings(
                        "triton.dialect",
                        "vllm",
                        "gateway.max-requests",
                        "5",
                        "gateway.threads",
                        "7",
                        "camel.main.routes-include-pattern",
                        "file:" + routes + "/*.yaml"));
    }

    @BeforeEach
    void waitForTheLast() {
        await().atMost(SOON).until(() -> triton.inFlight() == 0 && management.sum("http_server_active_requests") == 0);
    }

    static Stream<Arguments> wholeAndStreamed() {
        return Stream.of(Api.values()).flatMap(api -> Stream.of(Arguments.of(api, false), Arguments.of(api, true)));
    }

    @ParameterizedTest
    @MethodSource("wholeAndStreamed")
    void requestsAboveTheLimitWaitAndThenAreRefused(Api api, boolean stream) throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        String request = api.request("hi", stream, 10);
        triton.enqueue(held(release, stream));
        CompletableFuture<HttpResponse<String>> first = send(api, request);
        await().atMost(SOON).until(() -> triton.inFlight() == 1);
        CompletableFuture<HttpResponse<String>> second = send(api, request);
        await().atMost(SOON).until(() -> management.sum(WAITING, SMALL) == 1);
        overloaded(api, send(api, request).get(20, TimeUnit.SECONDS), "is full; retry later");
        release.complete(null);
        assertThat(first.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(second.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        await().atMost(SOON).until(() -> management.sum(RUNNING, SMALL) == 0);
    }

    @ParameterizedTest
    @MethodSource("wholeAndStreamed")
    void aRequestThatWaitsTooLongIsRefused(Api api, boolean stream) throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        String request = api.request("70b", "hi", stream, 10);
        triton.enqueue(held(release, stream));
        CompletableFuture<HttpResponse<String>> first = send(api, request);
        await().atMost(SOON).until(() -> triton.inFlight() == 1);
        overloaded(api, send(api, request).get(20, TimeUnit.SECONDS), "waited too long in the queue");
        release.complete(null);
        assertThat(first.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("wholeAndStreamed")
    void aClientThatDisconnectsInTheQueueNeverReachesTriton(Api api, boolean stream) {
        CompletableFuture<Void> release = new CompletableFuture<>();
        String request = api.request("hi", stream, 10);
        triton.enqueue(held(release, stream));
        send(api, request);
        await().atMost(SOON).until(() -> triton.inFlight() == 1);
        int before = triton.requestCount();
        try (RawConnection leaver = new RawConnection(gateway.port(), 0)) {
            leaver.send(api.onTheWire(request));
            await().atMost(SOON).until(() -> management.sum(WAITING, SMALL) == 1);
        }
        await().atMost(SOON).until(() -> management.sum(WAITING, SMALL) == 0);
        release.complete(null);
        await().atMost(SOON).until(() -> triton.inFlight() == 0);
        assertThat(triton.requestCount()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("wholeAndStreamed")
    void aGatewayThatHasTooManyRequestsRefusesMore(Api api, boolean stream) throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        List<CompletableFuture<HttpResponse<String>>> served = new ArrayList<>();
        String request = api.request("70b", "hi", stream, 10);
        triton.enqueue(held(release, stream));
        served.add(send(api, request));
        await().atMost(SOON).until(() -> triton.inFlight() == 1);
        triton.enqueue(held(release, stream));
        served.add(send(api, api.request("hi", stream, 10)));
        await().atMost(SOON).until(() -> triton.inFlight() == 2);
        served.add(send(api, api.request("hi", stream, 10)));
        await().atMost(SOON).until(() -> management.sum(WAITING, SMALL) == 1);
        // its bound has a margin: some are taken and refused by the line before the model
        List<CompletableFuture<HttpResponse<String>>> more = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            more.add(send(api, api.request("70b", "hi", stream, 10)));
        }
        boolean full = false;
        for (CompletableFuture<HttpResponse<String>> refused : more) {
            HttpResponse<String> answer = refused.get(20, TimeUnit.SECONDS);
            overloaded(api, answer, "");
            full |= answer.body().contains("The gateway has too many requests");
        }
        assertThat(full).isTrue();
        release.complete(null);
        for (CompletableFuture<HttpResponse<String>> answer : served) {
            assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "503, Exceeds maximum queue size, overloaded_error, 503",
        "500, boom, api_error, 502",
        "400, Request for unknown model: 'x' is not found, not_found_error, 404"
    })
    void aFailureOfTritonsHasTheStatusOfTheApi(int status, String words, String type, int openAi) throws Exception {
        for (Api api : Api.values()) {
            for (boolean stream : new boolean[] {false, true}) {
                triton.enqueue(ScriptedReply.json(status, "{\"error\":\"" + words + "\"}"));
                HttpResponse<String> answer =
                        send(api, api.request("hi", stream, 10)).get(20, TimeUnit.SECONDS);
                assertThat(answer.statusCode()).isEqualTo(openAi == 503 ? api.overloaded() : openAi);
                assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
                assertThat(answer.headers().firstValue("Retry-After").isPresent())
                        .isEqualTo(openAi == 503);
                assertThat(answer.body())
                        .startsWith(
                                api == Api.MESSAGES
                                        ? "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\""
                                        : "{\"error\":{\"message\":");
            }
        }
    }

    private static void overloaded(Api api, HttpResponse<String> answer, String words) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(api.overloaded());
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body())
                .contains(words)
                .contains(
                        api == Api.MESSAGES
                                ? "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\""
                                : "\"type\":\"server_error\"");
    }

    private static CompletableFuture<HttpResponse<String>> send(Api api, String request) {
        return gateway.sendAsync(api.post(gateway, request), BodyHandlers.ofString());
    }

    private static ScriptedReply held(CompletableFuture<Void> release, boolean stream) {
        return stream
                ? ScriptedReply.stream()
                        .await(release)
                        .event("{\"text_output\":\"one\"}")
                        .thenEnd()
                : ScriptedReply.reply(200)
                        .header("Content-Type", "application/json")
                        .await(release)
                        .chunk("{\"text_output\":\"one\"}")
                        .thenEnd();
    }
}

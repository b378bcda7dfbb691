package io.openaitriton.surfaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.cli.IssuedKeys;
import io.openaitriton.junit.Api;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.Route;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys and their limits work in the same way for every API. */
@Timeout(60)
@ExtendWith(GatewayExtension.class)
class SurfaceKeysTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SMALL = "Meta-Llama-3.1-8B-Instruct";
    private static final AtomicInteger NEXT = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static IssuedKeys keys;
    private static TritonSimulator triton;
    private static GatewayServer gateway;

    private int mine;

    @BeforeAll
    static void start(Gateways gateways) {
        keys = IssuedKeys.in(folder).add("all").add("small", List.of(SMALL), null, null, null);
        // one of each for every test
        for (int i = 1; i <= 60; i++) {
            keys.add("two-" + i, List.of(), 2L, null, null)
                    .add("tokens-" + i, List.of(), null, 1000L, null)
                    .add("one-" + i, List.of(), null, null, 1L);
        }
        triton = gateways.simulator();
        gateway = gateways.start(triton, "gateway.keys", keys.file().toString(), "triton.dialect", "vllm");
    }

    @BeforeEach
    void takeKeys() {
        mine = NEXT.incrementAndGet();
        await().atMost(SOON).until(() -> triton.inFlight() == 0);
    }

    static Stream<Arguments> wholeAndStreamed() {
        return Stream.of(Api.values()).flatMap(api -> Stream.of(Arguments.of(api, false), Arguments.of(api, true)));
    }

    @Test
    void noEdgeAcceptsAWrongOrMissingKey() throws Exception {
        List<String> paths = gateway.context().getRoutes().stream()
                .map(Route::getEndpoint)
                .map(endpoint -> endpoint.getEndpointBaseUri())
                .filter(uri -> uri.startsWith("platform-http://"))
                .map(uri -> uri.substring("platform-http://".length()).replaceAll("%7B\\w+%7D|\\{\\w+}", "some"))
                .toList();
        assertThat(paths)
                .contains(
                        "/v1/chat/completions",
                        "/v1/completions",
                        "/v1/responses",
                        "/v1/messages",
                        "/v1/messages/count_tokens",
                        "/v1/models",
                        "/v1/models/some");
        List<String> doors = new ArrayList<>(paths);
        doors.addAll(List.of("/", "/v1/nothing", "/v1/messages/nothing"));
        int before = triton.requestCount();
        for (String path : doors) {
            for (String method : List.of("GET", "POST", "DELETE", "HEAD")) {
                for (String[] header : new String[][] {
                    {"x-none", "none"},
                    {"Authorization", "Bearer wrong"},
                    {"x-api-key", "wrong"},
                    {"Authorization", keys.key("all")},
                    {"Authorization", "Basic " + keys.key("all")},
                    {"x-goog-api-key", keys.key("all")},
                }) {
                    refused(path, paths.contains(path), method, header[0], header[1], "x-other", "1");
                    refused(
                            path,
                            paths.contains(path),
                            method,
                            header[0],
                            header[1],
                            "anthropic-version",
                            "2023-06-01");
                }
            }
        }
        assertThat(triton.requestCount()).isEqualTo(before);
    }

    private static void refused(String path, boolean edge, String method, String... headers) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri(path))
                .headers(headers)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(method.equals("POST") ? "{}" : ""))
                .build();
        HttpResponse<String> answer = gateway.send(request, BodyHandlers.ofString());
        String asked = method + " " + path + " " + List.of(headers);
        assertThat(answer.statusCode()).as(asked).isEqualTo(401);
        assertThat(answer.headers().firstValue("x-request-id")).as(asked).isPresent();
        if (method.equals("HEAD")) {
            return;
        }
        JsonNode json = OpenAiJson.mapper().readTree(answer.body());
        assertThat(answer.body()).doesNotContain(keys.key("all")).doesNotContain("wrong");
        // the models are listed for clients of both APIs; the page is off here
        boolean known = edge && !path.startsWith("/v1/models") && !path.equals("/") && !path.startsWith("/page/");
        boolean anthropic = path.equals("/v1/messages")
                || path.equals("/v1/messages/count_tokens")
                || !known && headers[2].equals("anthropic-version");
        if (anthropic) {
            assertThat(json.path("type").textValue()).as(asked).isEqualTo("error");
            assertThat(json.at("/error/type").textValue()).as(asked).isEqualTo("authentication_error");
            assertThat(json.at("/error/message").textValue())
                    .containsPattern("Unknown API key|'x-api-key: KEY' or 'Authorization");
            assertThat(answer.headers().firstValue("request-id")).as(asked).isPresent();
        } else {
            assertThat(json.at("/error/code").textValue()).as(asked).isEqualTo("invalid_api_key");
            assertThat(answer.headers().firstValue("WWW-Authenticate"))
                    .as(asked)
                    .contains("Bearer");
        }
    }

    @ParameterizedTest
    @MethodSource("wholeAndStreamed")
    void aModelThatTheKeyMayNotUseIsRefused(Api api, boolean stream) {
        int before = triton.requestCount();
        HttpResponse<String> refused = send("small", api, api.request("70b", "hi", stream, 1));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains(api == Api.MESSAGES ? "\"permission_error\"" : "\"model_not_found\"");
        assertThat(triton.requestCount()).isEqualTo(before);
        assertThat(send("small", api, api.request("hi", stream, 1)).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("wholeAndStreamed")
    void theThirdRequestOfTwoAMinuteWaits(Api api, boolean stream) {
        String request = api.request("hi", stream, 1);
        HttpResponse<String> first = send("two-" + mine, api, request);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(header(first, "x-ratelimit-remaining-requests")).isEqualTo("1");
        assertThat(send("two-" + mine, api, request).statusCode()).isEqualTo(200);
        HttpResponse<String> third = send("two-" + mine, api, request);
        limited(api, third);
        assertThat(Integer.parseInt(header(third, "Retry-After"))).isBetween(1, 30);
    }

    private static void limited(Api api, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body())
                .contains(
                        api == Api.MESSAGES
                                ? "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\""
                                : "\"code\":\"rate_limit_exceeded\"");
    }

    @ParameterizedTest
    @MethodSource("wholeAndStreamed")
    void tokensAreTakenBeforehandAndUnusedOnesAreReturned(Api api, boolean stream) {
        String request = api.request("hi", stream, 900);
        HttpResponse<String> first = send("tokens-" + mine, api, request);
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(Integer.parseInt(header(first, "x-ratelimit-remaining-tokens")))
                .isBetween(0, 99);
        await().atMost(SOON).until(() -> send("tokens-" + mine, api, request).statusCode() == 200);
    }

    @ParameterizedTest
    @MethodSource("wholeAndStreamed")
    void usageBeyondTheEstimateIsCharged(Api api, boolean stream) {
        String usage =
                "{\"model_name\":\"m\",\"text_output\":\"one\",\"finish_reason\":\"stop\",\"num_input_tokens\":1990,\"num_output_tokens\":10}";
        triton.enqueue(stream ? ScriptedReply.events(usage) : ScriptedReply.json(200, usage));
        assertThat(send("tokens-" + mine, api, api.request("x ".repeat(600), stream, 10))
                        .statusCode())
                .isEqualTo(200);
        await().atMost(SOON).untilAsserted(() -> {
            HttpResponse<String> next = send("tokens-" + mine, api, api.request("hi", stream, 1));
            limited(api, next);
            // 1000 below nothing
            assertThat(Integer.parseInt(header(next, "Retry-After"))).isGreaterThan(50);
        });
    }

    @ParameterizedTest
    @MethodSource("wholeAndStreamed")
    void aRequestLargerThanTheLimitIsRefusedAndNotRetried(Api api, boolean stream) {
        int before = triton.requestCount();
        HttpResponse<String> answer = send("tokens-" + mine, api, api.request("hi", stream, 1000));
        limited(api, answer);
        assertThat(answer.body()).contains("more than the 1000", "smaller '" + api.maxTokens() + "'");
        assertThat(header(answer, "x-should-retry")).isEqualTo("false");
        assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
        assertThat(triton.requestCount()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("wholeAndStreamed")
    void aSecondRequestAtATimeIsRefusedUntilTheFirstIsDone(Api api, boolean stream) throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        triton.enqueue(
                stream
                        ? ScriptedReply.stream()
                                .event("{\"text_output\":\"one\"}")
                                .await(release)
                                .thenEnd()
                        : ScriptedReply.reply(200)
                                .header("Content-Type", "application/json")
                                .await(release)
                                .chunk("{\"text_output\":\"one\"}")
                                .thenEnd());
        String request = api.request("hi", stream, 10);
        CompletableFuture<HttpResponse<String>> first =
                gateway.sendAsync(keys.with("one-" + mine, api.post(gateway, request)), BodyHandlers.ofString());
        await().atMost(SOON).until(() -> triton.inFlight() == 1);
        HttpResponse<String> second = send("one-" + mine, api, request);
        limited(api, second);
        assertThat(header(second, "Retry-After")).isEqualTo("1");
        release.complete(null);
        assertThat(first.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        await().atMost(SOON).until(() -> send("one-" + mine, api, request).statusCode() == 200);
    }

    @ParameterizedTest
    @MethodSource("wholeAndStreamed")
    void aCallThatFailsCostsNoTokens(Api api, boolean stream) {
        for (int i = 0; i < 3; i++) {
            await().atMost(SOON)
                    .until(() -> send("tokens-" + mine, api, api.request("@@fail=at-once", stream, 900))
                                    .statusCode()
                            != 429);
        }
        await().atMost(SOON)
                .until(() -> send("tokens-" + mine, api, api.request("hi", stream, 900))
                                .statusCode()
                        == 200);
    }

    @ParameterizedTest
    @MethodSource("wholeAndStreamed")
    void aClientThatLeavesFreesItsPlace(Api api, boolean stream) {
        triton.enqueue(ScriptedReply.neverAnswer());
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(
                    api.onTheWire(api.request("hi", stream, 10), "Authorization", "Bearer " + keys.key("one-" + mine)));
            await().atMost(SOON).until(() -> triton.inFlight() == 1);
            limited(api, send("one-" + mine, api, api.request("hi", stream, 10)));
        }
        await().atMost(SOON)
                .until(() ->
                        send("one-" + mine, api, api.request("hi", stream, 10)).statusCode() == 200);
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void aRequestWithoutAKeyIsRefusedBeforeItsBodyArrives(Api api) {
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send("POST " + api.path() + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 1000000\r\n\r\n{");
            assertThat(client.head()).startsWith("HTTP/1.1 401 ");
        }
    }

    private static HttpResponse<String> send(String key, Api api, String json) {
        return gateway.send(keys.with(key, api.post(gateway, json)), BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> answer, String name) {
        assertThat(answer.headers().allValues(name)).as(name).hasSize(1);
        return answer.headers().firstValue(name).orElseThrow();
    }
}

package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.cli.IssuedKeys;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of a key, a minute and concurrent. */
@ExtendWith(GatewayExtension.class)
class RateLimitTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    /** Prompt of {@link #CHAT} as it is estimated, and its max_tokens. */
    private static final String CHAT = GatewayServer.request("hi", "\"max_tokens\":100");

    private static final String FREE = "free";

    @TempDir
    private static Path folder;

    private static IssuedKeys keys;
    private static TritonSimulator triton;
    private static GatewayServer gateway;
    private static final AtomicInteger NEXT = new AtomicInteger();

    @BeforeAll
    static void start(Gateways gateways) {
        keys = IssuedKeys.in(folder).add(FREE);
        // one of each for every test
        for (int i = 1; i <= 40; i++) {
            keys.add("two-" + i, List.of(), 2L, null, null)
                    .add("tokens-" + i, List.of(), null, 1000L, null)
                    .add("one-" + i, List.of(), null, null, 1L)
                    .add("both-" + i, List.of(), null, 1000L, 1L);
        }
        triton = gateways.simulator();
        gateway = gateways.start(triton, "gateway.keys", keys.file().toString(), "triton.dialect", "vllm");
    }

    private String two;
    private String tokens;
    private String one;
    private String both;
    private int called;

    @BeforeEach
    void takeKeys() {
        int i = NEXT.incrementAndGet();
        two = "two-" + i;
        tokens = "tokens-" + i;
        one = "one-" + i;
        both = "both-" + i;
        await().atMost(SOON).until(() -> triton.inFlight() == 0);
        called = triton.requestCount();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"stream\":true"})
    void theThirdRequestOfTwoAMinuteWaits(String fields) throws Exception {
        HttpResponse<String> first = chat(two, GatewayServer.request("hi", fields));
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(header(first, "x-ratelimit-limit-requests")).isEqualTo("2");
        assertThat(header(first, "x-ratelimit-remaining-requests")).isEqualTo("1");
        assertThat(header(first, "x-ratelimit-reset-requests")).matches("30s|29\\.\\d+s");
        assertThat(first.headers().firstValue("x-ratelimit-limit-tokens")).isEmpty();
        assertThat(chat(two, GatewayServer.request("hi", fields)).statusCode()).isEqualTo(200);

        HttpResponse<String> third = chat(two, GatewayServer.request("hi", fields));
        JsonNode error = error(third);
        assertThat(error.path("type").asText()).isEqualTo("requests");
        assertThat(error.path("message").asText()).contains("'" + two + "'", "2 requests a minute");
        assertThat(header(third, "x-ratelimit-remaining-requests")).isEqualTo("0");
        assertThat(Integer.parseInt(header(third, "Retry-After"))).isBetween(1, 30);
        assertThat(triton.requestCount()).isEqualTo(called + 2);
        // another key has its own
        assertThat(chat(FREE, CHAT).statusCode()).isEqualTo(200);
    }

    @Test
    void invalidRequestsCountAndListingModelsDoesNot() {
        assertThat(chat(two, "{").statusCode()).isEqualTo(400);
        HttpResponse<String> refused = chat(two, "{}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(header(refused, "x-ratelimit-remaining-requests")).isEqualTo("0");
        assertThat(chat(two, CHAT).statusCode()).isEqualTo(429);
        HttpRequest models = HttpRequest.newBuilder(gateway.uri("/v1/models")).build();
        assertThat(gateway.send(keys.with(two, models), BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void theHeadersAreOnLongAnswersRenderingsAndPlainPrompts() {
        triton.enqueue(ScriptedReply.json(200, "{\"text_output\":\"" + "x".repeat(200_000) + "\"}"));
        HttpResponse<String> answer = chat(two, CHAT);
        assertThat(answer.body()).hasSizeGreaterThan(200_000);
        assertThat(header(answer, "x-ratelimit-remaining-requests")).isEqualTo("1");
        HttpResponse<String> rendered = post(two, "/v1/chat/completions/render", CHAT);
        assertThat(rendered.statusCode()).isEqualTo(200);
        assertThat(header(rendered, "x-ratelimit-remaining-requests")).isEqualTo("0");
        HttpResponse<String> text = post(tokens, "/v1/completions", "{\"prompt\":[\"hi\",\"ho\"],\"max_tokens\":50}");
        assertThat(text.statusCode()).as(text.body()).isEqualTo(200);
        // (1 + 50) for each prompt
        assertThat(header(text, "x-ratelimit-remaining-tokens")).matches("89[89]|9\\d\\d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"stream\":true"})
    void tokensAreTakenBeforehandAndUnusedOnesAreReturned(String more) throws Exception {
        String request = GatewayServer.request("hi", "\"max_tokens\":900" + more);
        HttpResponse<String> first = chat(tokens, request);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(header(first, "x-ratelimit-limit-tokens")).isEqualTo("1000");
        assertThat(Integer.parseInt(header(first, "x-ratelimit-remaining-tokens")))
                .isBetween(0, 99);
        assertThat(header(first, "x-ratelimit-reset-tokens")).matches("(5\\d(\\.\\d+)?s|1m0s)");
        // far less was used: there is enough for another immediately, although 900 tokens need 54 s to refill
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(chat(tokens, request).statusCode()).isEqualTo(200));
    }

    @ParameterizedTest
    @CsvSource({"at-once, ''", "at-once, '\"stream\":true,'", "under-200, ''", "not-json, ''"})
    void aCallThatFailsCostsNoTokens(String failure, String fields) {
        String failing = GatewayServer.request("@@fail=" + failure, fields + "\"max_tokens\":900");
        for (int i = 0; i < 3; i++) {
            await().atMost(SOON).until(() -> chat(tokens, failing).statusCode() != 429);
        }
        // tokens are given back when the answer has gone out
        String next = GatewayServer.request("hi", "\"max_tokens\":900");
        await().atMost(SOON).until(() -> chat(tokens, next).statusCode() == 200);
    }

    @Test
    void aRenderingCostsNoTokens() {
        String request = GatewayServer.request("hi", "\"max_tokens\":900");
        for (int i = 0; i < 3; i++) {
            assertThat(post(tokens, "/v1/chat/completions/render", request).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void usageBeyondTheEstimateIsCharged() throws Exception {
        // the estimate of this prompt is some 300 tokens
        String prompt = "x ".repeat(600);
        triton.enqueue(ScriptedReply.json(
                200, "{\"text_output\":\"one\",\"num_input_tokens\":1990,\"num_output_tokens\":10}"));
        HttpResponse<String> first = chat(tokens, GatewayServer.request(prompt, "\"max_tokens\":10"));
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).contains("\"total_tokens\":2000");
        await().atMost(SOON).untilAsserted(() -> {
            HttpResponse<String> next = chat(tokens, GatewayServer.request("hi", "\"max_tokens\":1"));
            assertThat(next.statusCode()).isEqualTo(429);
            // 1000 below nothing
            assertThat(Integer.parseInt(header(next, "Retry-After"))).isGreaterThan(50);
        });
    }

    @Test
    void aRequestLargerThanTheLimitIsRefusedWithTheReason() throws Exception {
        HttpResponse<String> answer = chat(tokens, GatewayServer.request("hi", "\"max_tokens\":1000"));
        JsonNode error = error(answer);
        assertThat(error.path("type").asText()).isEqualTo("tokens");
        assertThat(error.path("message").asText()).contains("more than the 1000", "max_tokens");
        assertThat(header(answer, "x-should-retry")).isEqualTo("false");
        assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
        assertThat(triton.requestCount()).isEqualTo(called);
    }

    @Test
    void theClientWaitsForMissingTokens() throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        triton.enqueue(held(release));
        CompletableFuture<HttpResponse<String>> first = gateway.sendAsync(
                keys.with(tokens, gateway.post(GatewayServer.request("hi", "\"max_tokens\":800"))),
                BodyHandlers.ofString());
        await().atMost(SOON).until(() -> triton.inFlight() == 1);
        HttpResponse<String> answer = chat(tokens, GatewayServer.request("hi", "\"max_tokens\":500"));
        assertThat(error(answer).path("type").asText()).isEqualTo("tokens");
        assertThat(Integer.parseInt(header(answer, "Retry-After"))).isBetween(10, 60);
        assertThat(Integer.parseInt(header(answer, "x-ratelimit-remaining-tokens")))
                .isBetween(100, 250);
        assertThat(triton.requestCount()).isEqualTo(called + 1);
        release.complete(null);
        assertThat(first.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"stream\":true"})
    void aSecondRequestAtATimeIsRefusedUntilTheFirstIsDone(String fields) throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        triton.enqueue(
                fields.isEmpty()
                        ? held(release)
                        : ScriptedReply.stream()
                                .event("{\"text_output\":\"one\"}")
                                .await(release)
                                .thenEnd());
        CompletableFuture<HttpResponse<String>> first = gateway.sendAsync(
                keys.with(one, gateway.post(GatewayServer.request("hi", fields))), BodyHandlers.ofString());
        await().atMost(SOON).until(() -> triton.inFlight() == 1);

        HttpResponse<String> second = chat(one, CHAT);
        assertThat(error(second).path("message").asText()).contains("'" + one + "' has 1 requests in progress");
        assertThat(header(second, "Retry-After")).isEqualTo("1");
        assertThat(chat(FREE, CHAT).statusCode()).isEqualTo(200);

        release.complete(null);
        assertThat(first.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThatOneIsLetIn();
    }

    @ParameterizedTest
    @CsvSource({
        "@@fail=at-once, ''",
        "@@fail=reset, ''",
        "@@fail=at-once, '\"stream\":true'",
        "@@fail=midstream, '\"stream\":true'",
        "hi, '\"n\":0'",
        "hi, '\"max_tokens\":1'"
    })
    void howeverARequestEndsTheNextIsLetInAndNoMore(String content, String fields) throws Exception {
        for (int i = 0; i < 3; i++) {
            await().atMost(SOON).until(() -> {
                try {
                    return chat(one, GatewayServer.request(content, fields)).statusCode() != 429;
                } catch (java.io.UncheckedIOException e) {
                    // a stream that broke off
                    return true;
                }
            });
        }
        // counted out once each: one place is free, not four
        CompletableFuture<Void> release = new CompletableFuture<>();
        CompletableFuture<HttpResponse<String>> held = hold(held(release));
        assertThat(chat(one, CHAT).statusCode()).isEqualTo(429);
        release.complete(null);
        assertThat(held.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    /** A request in progress at Triton, as soon as the key admits it. */
    private CompletableFuture<HttpResponse<String>> hold(ScriptedReply reply) {
        triton.enqueue(reply);
        return await().atMost(SOON)
                .until(
                        () -> {
                            CompletableFuture<HttpResponse<String>> sent =
                                    gateway.sendAsync(keys.with(one, gateway.post(CHAT)), BodyHandlers.ofString());
                            await().atMost(SOON).until(() -> sent.isDone() || triton.inFlight() == 1);
                            return sent;
                        },
                        sent -> !sent.isDone());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"stream\":true"})
    void aClientThatLeavesFreesItsPlaceAndItsTokensStayTaken(String fields) throws Exception {
        String request = GatewayServer.request("hi", "\"max_tokens\":900" + fields);
        triton.enqueue(
                fields.isEmpty()
                        ? held(new CompletableFuture<>())
                        : ScriptedReply.stream()
                                .event("{\"text_output\":\"one\"}")
                                .await(new CompletableFuture<>())
                                .thenEnd());
        try (Socket client = new Socket("127.0.0.1", gateway.port())) {
            byte[] body = request.getBytes(StandardCharsets.UTF_8);
            client.getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                    + "Authorization: Bearer " + keys.key(both) + "\r\nContent-Length: "
                                    + body.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().write(body);
            await().atMost(SOON).until(() -> triton.inFlight() == 1);
            assertThat(chat(both, GatewayServer.request("hi", "\"max_tokens\":1"))
                            .body())
                    .contains("requests in progress");
        }
        await().atMost(SOON)
                .until(() -> chat(both, GatewayServer.request("hi", "\"max_tokens\":1"))
                                .statusCode()
                        == 200);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(chat(both, request).body()).contains("\"type\":\"tokens\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"stream\":true"})
    void whoWaitsForEachAnswerIsNeverOneTooMany(String fields) {
        String request = GatewayServer.request("@@tokens=1", fields);
        for (int i = 0; i < 300; i++) {
            assertThat(chat(one, request).statusCode()).as("request %d", i).isEqualTo(200);
        }
    }

    @Test
    void theOfficialClientKnowsALimit() {
        ChatCompletionCreateParams request = ChatCompletionCreateParams.builder()
                .model("8b")
                .addUserMessage("hi")
                .build();
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(gateway.url() + "/v1")
                .apiKey(keys.key(two))
                .timeout(SOON)
                .maxRetries(0)
                .build();
        client.chat().completions().create(request);
        client.chat().completions().create(request);
        assertThatThrownBy(() -> client.chat().completions().create(request)).isInstanceOf(RateLimitException.class);
        client.close();
    }

    private void assertThatOneIsLetIn() {
        await().atMost(SOON).until(() -> chat(one, CHAT).statusCode() == 200);
    }

    private static ScriptedReply held(CompletableFuture<Void> release) {
        return ScriptedReply.reply(200)
                .header("Content-Type", "application/json")
                .await(release)
                .chunk("{\"text_output\":\"one\"}")
                .thenEnd();
    }

    private HttpResponse<String> chat(String name, String json) {
        return gateway.send(keys.with(name, gateway.post(json)), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String name, String path, String json) {
        HttpRequest request = HttpRequest.newBuilder(gateway.post(json), (header, value) -> true)
                .uri(gateway.uri(path))
                .build();
        return gateway.send(keys.with(name, request), BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> answer, String name) {
        assertThat(answer.headers().allValues(name)).as(name).hasSize(1);
        return answer.headers().firstValue(name).orElseThrow();
    }

    private static JsonNode error(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
        JsonNode error = OpenAiJson.mapper().readTree(answer.body()).path("error");
        assertThat(error.path("code").asText()).isEqualTo("rate_limit_exceeded");
        return error;
    }
}

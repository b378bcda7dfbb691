package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.cli.IssuedKeys;
import io.openaitriton.junit.AccessLines;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.live.CapturedLog;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.TritonSimulator;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which clients are admitted, and to which models. */
@ExtendWith(GatewayExtension.class)
class AccessTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SMALL = "Meta-Llama-3.1-8B-Instruct";
    private static final String LARGE = "Meta-Llama-3.1-70B-Instruct";

    @TempDir
    private static Path folder;

    private static IssuedKeys keys;
    private static TritonSimulator triton;
    private static GatewayServer gateway;
    private static AccessLines log;

    @BeforeAll
    static void start(Gateways gateways) {
        keys = IssuedKeys.in(folder).add("all").add("small", List.of(SMALL), null, null, null);
        triton = gateways.simulator();
        log = AccessLines.open();
        gateway = gateways.start(triton, "gateway.keys", keys.file().toString(), "gateway.access-log", "on");
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @Test
    void aKeyWorksForEveryEndpoint() {
        for (String path : new String[] {"/v1/chat/completions", "/v1/chat/completions/render"}) {
            assertThat(post("all", path, GatewayServer.request("hi", "")).statusCode())
                    .isEqualTo(200);
        }
        assertThat(post("all", "/v1/completions", "{\"prompt\":\"hi\"}").statusCode())
                .isEqualTo(200);
        assertThat(post("all", "/v1/chat/completions", GatewayServer.request("hi", "\"stream\":true"))
                        .body())
                .endsWith("data: [DONE]\n\n");
        assertThat(get("all", "/v1/models").statusCode()).isEqualTo(200);
        assertThat(get("all", "/v1/nothing").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/completions", "/v1/models", "/v1/models/x", "/nothing"})
    void withoutAKeyNoDoorOpens(String path) throws Exception {
        int before = triton.requestCount();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(gateway.uri(path)).header("Content-Type", "application/json");
        if (path.endsWith("completions")) {
            request.POST(HttpRequest.BodyPublishers.ofString(GatewayServer.request("hi", "")));
        }
        HttpResponse<String> answer = gateway.send(request.build(), BodyHandlers.ofString());
        JsonNode error = error(answer, 401);
        assertThat(error.path("code").asText()).isEqualTo("invalid_api_key");
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.path("message").asText()).contains("Authorization: Bearer");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
        assertThat(triton.requestCount()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer otg-unknown", "Bearer", "Bearer ", "Basic YTpi", "unknown", "Bearer a b"})
    void aWrongKeyIsRefusedAndNotRepeated(String header) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri("/v1/models"))
                .header("Authorization", header)
                .build();
        HttpResponse<String> answer = gateway.send(request, BodyHandlers.ofString());
        assertThat(error(answer, 401).path("code").asText()).isEqualTo("invalid_api_key");
        assertThat(answer.body()).doesNotContain("unknown\"", "otg-", "YTpi");
    }

    @Test
    void theHashTheNameAndAKeyInTheQueryAreNotAccepted() {
        for (String wrong :
                new String[] {"all", sha256(keys.key("all")), keys.key("all").toLowerCase()}) {
            HttpRequest request = HttpRequest.newBuilder(gateway.uri("/v1/models"))
                    .header("Authorization", "Bearer " + wrong)
                    .build();
            assertThat(gateway.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(401);
        }
        assertThat(gateway.get("/v1/models?Authorization=Bearer%20" + keys.key("all"))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aRequestWithoutAKeyIsRefusedBeforeItsBodyArrives() {
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 1000000\r\n\r\n{");
            assertThat(client.head()).startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void aModelThatTheKeyMayNotUseIsRefusedByItsName() throws Exception {
        int before = triton.requestCount();
        for (String fields : new String[] {"\"model\":\"llama-70b\"", "\"model\":\"70B\",\"stream\":true"}) {
            String chat = GatewayServer.request("hi", fields);
            assertForbidden(post("small", "/v1/chat/completions", chat));
            assertForbidden(post("small", "/v1/chat/completions/render", chat));
        }
        assertForbidden(post("small", "/v1/completions", "{\"model\":\"70b\",\"prompt\":\"hi\"}"));
        assertForbidden(post("small", "/v1/completions", "{\"model\":\"70b\",\"prompt\":[\"hi\",\"ho\"]}"));
        assertThat(triton.requestCount()).isEqualTo(before);
        assertThat(post("small", "/v1/chat/completions", GatewayServer.request("hi", "\"model\":\"8b\""))
                        .statusCode())
                .isEqualTo(200);
    }

    private static void assertForbidden(HttpResponse<String> answer) throws Exception {
        JsonNode error = error(answer, 403);
        assertThat(error.path("param").asText()).isEqualTo("model");
        assertThat(error.path("code").asText()).isEqualTo("model_not_found");
        assertThat(error.path("message").asText()).contains("'small'", LARGE);
    }

    @Test
    void onlyModelsThatTheKeyMayUseAreListed() {
        assertThat(get("all", "/v1/models").body()).contains(SMALL, LARGE);
        assertThat(get("small", "/v1/models").body()).contains(SMALL).doesNotContain(LARGE);
        assertThat(get("small", "/v1/models/" + SMALL).statusCode()).isEqualTo(200);
        assertThat(get("all", "/v1/models/" + LARGE).statusCode()).isEqualTo(200);
        HttpResponse<String> hidden = get("small", "/v1/models/" + LARGE);
        assertThat(hidden.statusCode()).isEqualTo(404);
        assertThat(hidden.body()).contains("model_not_found");
    }

    @Test
    void theAccessLogHasTheNameOfTheKey() {
        for (String path : new String[] {"/v1/models", "/v1/nothing"}) {
            String id = get("all", path).headers().firstValue("x-request-id").orElseThrow();
            assertThat(line(id).path("key").asText()).isEqualTo("all");
        }
        String chat = post("small", "/v1/chat/completions", GatewayServer.request("hi", "\"stream\":true"))
                .headers()
                .firstValue("x-request-id")
                .orElseThrow();
        assertThat(line(chat).path("key").asText()).isEqualTo("small");
        String refused =
                gateway.get("/v1/models").headers().firstValue("x-request-id").orElseThrow();
        assertThat(line(refused).has("key")).isFalse();
        assertThat(line(refused).path("outcome").asText()).isEqualTo("client_error");
    }

    private static JsonNode line(String id) {
        return await().atMost(SOON).until(() -> log.of(id), line -> line != null);
    }

    @Test
    void theOfficialClientKnowsTheRefusals() {
        ChatCompletionCreateParams request = ChatCompletionCreateParams.builder()
                .model("70b")
                .addUserMessage("hi")
                .build();
        assertThatThrownBy(() -> as("otg-unknown", request)).isInstanceOf(UnauthorizedException.class);
        assertThatThrownBy(() -> as(keys.key("small"), request)).isInstanceOf(PermissionDeniedException.class);
        assertThat(as(keys.key("all"), request).model()).isEqualTo(LARGE);
    }

    private static ChatCompletion as(String key, ChatCompletionCreateParams request) {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(gateway.url() + "/v1")
                .apiKey(key)
                .timeout(SOON)
                .maxRetries(0)
                .build();
        try {
            return client.chat().completions().create(request);
        } finally {
            client.close();
        }
    }

    @Test
    void keysComeAndGoWhileTheGatewayRuns(@TempDir Path own, Gateways gateways) throws Exception {
        IssuedKeys changing = IssuedKeys.in(own).add("first").add("second");
        GatewayServer gateway =
                gateways.start(triton, "gateway.keys", changing.file().toString());
        HttpRequest models = HttpRequest.newBuilder(gateway.uri("/v1/models")).build();
        HttpRequest asFirst = changing.with("first", models);
        assertThat(gateway.send(asFirst, BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);

        changing.remove("first").add("third");
        await().atMost(SOON)
                .until(() -> gateway.send(asFirst, BodyHandlers.discarding()).statusCode() == 401);
        HttpRequest asThird = changing.with("third", models);
        // the file was written twice
        await().atMost(SOON)
                .until(() -> gateway.send(asThird, BodyHandlers.discarding()).statusCode() == 200);
    }

    @Test
    void aFileOfKeysWithAMistakeStopsTheStart(@TempDir Path own, Gateways gateways) {
        String file = own.resolve("none").toString();
        assertThatThrownBy(() -> gateways.start(triton, "gateway.keys", file))
                .hasStackTraceContaining("The key file " + file + " does not exist");
        assertThatThrownBy(() -> gateways.start(
                        triton,
                        "gateway.keys",
                        keys.file().toString(),
                        "gateway.limits-redis",
                        "somewhere:with-secret"))
                .hasStackTraceContaining("'gateway.limits-redis' must be a URI")
                .satisfies(e -> assertThat(e.toString()).doesNotContain("secret"));
    }

    @Test
    void theNetworkNeedsKeysOrAnExplicitSetting(Gateways gateways) {
        try (CapturedLog captured = CapturedLog.open()) {
            assertThatThrownBy(() -> gateways.start(triton, "camel.server.host", "0.0.0.0"))
                    .hasStackTraceContaining("set 'gateway.keys', or 'gateway.allow-anonymous = true'");
            captured.events();
        }
        try (CapturedLog captured = CapturedLog.open()) {
            GatewayServer open =
                    gateways.start(triton, "camel.server.host", "0.0.0.0", "gateway.allow-anonymous", "true");
            assertThat(open.get("/v1/models").statusCode()).isEqualTo(200);
            assertThat(captured.messages()).singleElement().asString().contains("gateway.keys");
        }
        try (CapturedLog captured = CapturedLog.open()) {
            GatewayServer guarded = gateways.start(
                    triton,
                    "camel.server.host",
                    "0.0.0.0",
                    "gateway.keys",
                    keys.file().toString());
            assertThat(guarded.get("/v1/models").statusCode()).isEqualTo(401);
            assertThat(captured.messages()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.2", "::1"})
    void loopbackNeedsNoKeys(String host, Gateways gateways) {
        try (CapturedLog captured = CapturedLog.open()) {
            GatewayServer open = gateways.start(triton, "camel.server.host", host);
            assertThat(open.port()).isPositive();
            assertThat(captured.messages()).isEmpty();
        }
    }

    private static HttpResponse<String> post(String name, String path, String json) {
        HttpRequest request = HttpRequest.newBuilder(gateway.post(json), (header, value) -> true)
                .uri(gateway.uri(path))
                .build();
        return gateway.send(keys.with(name, request), BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String name, String path) {
        return gateway.send(
                keys.with(name, HttpRequest.newBuilder(gateway.uri(path)).build()), BodyHandlers.ofString());
    }

    private static JsonNode error(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        JsonNode error = OpenAiJson.mapper().readTree(answer.body()).path("error");
        assertThat(error.size()).isEqualTo(4);
        return error;
    }

    private static String sha256(String key) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(
                            java.security.MessageDigest.getInstance("SHA-256").digest(key.getBytes()));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.cli.IssuedKeys;
import io.openaitriton.junit.ByteTokenizer;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Anthropic's Messages API with keys, metrics, a tokenizer and a context that ends. */
@Timeout(60)
@ExtendWith(GatewayExtension.class)
class MessagesLimitsTest {
    private static final int CONTEXT = 300;

    @TempDir
    private static Path folder;

    private static IssuedKeys keys;
    private static ManagementPort management;
    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) throws IOException {
        keys = IssuedKeys.in(folder)
                .add("all")
                .add("small", List.of("Meta-Llama-3.1-70B-Instruct"), null, null, null)
                .add("one", List.of(), 1L, null, null);
        management = ManagementPort.free();
        triton = gateways.simulator(SimulatorSettings.defaults()
                .withModels("Meta-Llama-3.1-8B-Instruct=generic", "Meta-Llama-3.1-70B-Instruct=generic"));
        Path tokenizer = ByteTokenizer.in(folder);
        Path routes = Files.createDirectory(folder.resolve("routes"));
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.writeString(
                        routes.resolve(file.getFileName()),
                        Files.readString(file)
                                .replace(
                                        "        model: Meta-Llama-3.1-8B-Instruct\n        url",
                                        "        tokenizer: " + tokenizer + "\n        contextLength: " + CONTEXT
                                                + "\n        model: Meta-Llama-3.1-8B-Instruct\n        url"));
            }
        }
        gateway = gateways.start(
                triton,
                management.settings(
                        "triton.dialect",
                        "generic",
                        "gateway.keys",
                        keys.file().toString(),
                        "camel.main.routes-include-pattern",
                        "file:" + routes + "/*.yaml"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-api-key", "Authorization"})
    void theKeyIsInEitherHeader(String header) {
        String value = (header.equals("x-api-key") ? "" : "Bearer ") + keys.key("all");
        assertThat(send("/v1/messages", message("Hi", 1), header, value).statusCode())
                .isEqualTo(200);
        HttpRequest models = HttpRequest.newBuilder(gateway.uri("/v1/models"))
                .header("anthropic-version", "2023-06-01")
                .header(header, value)
                .build();
        assertThat(gateway.send(models, BodyHandlers.ofString()).body()).contains("\"has_more\":false");
    }

    @Test
    void wrongKeysAreRefusedInTheApisShape() {
        HttpResponse<String> wrong = send("/v1/messages", message("Hi", 1), "x-api-key", "wrong");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).startsWith("{\"type\":\"error\"").contains("\"authentication_error\"");
        assertThat(wrong.headers().firstValue("request-id")).isPresent();
        HttpResponse<String> other = send("/v1/messages", message("Hi", 1), "x-api-key", keys.key("small"));
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(other.body()).contains("\"permission_error\"");
        HttpResponse<String> count = send("/v1/messages/count_tokens", message("Hi", 1), "x-api-key", "wrong");
        assertThat(count.statusCode()).isEqualTo(401);
    }

    @Test
    void theLimitOfAKeyIs429() {
        assertThat(send("/v1/messages", message("Hi", 1), "x-api-key", keys.key("one"))
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> limited = send("/v1/messages", message("Hi", 1), "x-api-key", keys.key("one"));
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.body()).contains("\"rate_limit_error\"");
        assertThat(limited.headers().firstValue("retry-after")).isPresent();
    }

    @Test
    void theMetricsNameTheOperation() {
        assertThat(post("/v1/messages", message("Hi", 1)).statusCode()).isEqualTo(200);
        assertThat(management.sum("http_server_request_duration_seconds_count", "http_route=\"/v1/messages\""))
                .isPositive();
        assertThat(management.sum("gen_ai_server_request_duration_seconds_count", "gen_ai_operation_name=\"chat\""))
                .isPositive();
    }

    @Test
    void tokensAreCountedAsTheAnswerCountsThem() throws Exception {
        JsonNode count = json(post(
                "/v1/messages/count_tokens",
                "{\"system\":\"Be kind.\"," + message("Hi", 1).substring(1)));
        int before = triton.requestCount();
        JsonNode answer = json(post(
                "/v1/messages", "{\"system\":\"Be kind.\"," + message("Hi", 1).substring(1)));
        assertThat(triton.requestCount()).isEqualTo(before + 1);
        assertThat(count.path("input_tokens").intValue())
                .isPositive()
                .isEqualTo(answer.at("/usage/input_tokens").intValue());
        String stream = post("/v1/messages", message("Hi", 1).replace("{\"max", "{\"stream\":true,\"max"))
                .body();
        assertThat(stream).startsWith("event: message_start").doesNotContain("\"input_tokens\":0,");
    }

    @Test
    void maxTokensAboveTheContextIsLowered() throws Exception {
        JsonNode answer = json(post("/v1/messages", message("Hi", 64_000)));
        assertThat(answer.path("type").textValue()).as(answer.toString()).isEqualTo("message");
        JsonNode sent = OpenAiJson.mapper()
                .readTree(triton.takeRequest(Duration.ofSeconds(10)).body());
        assertThat(sent.at("/parameters/max_tokens").intValue()).isLessThan(CONTEXT);
    }

    @Test
    void aPromptThatIsTooLongIsRefusedWithTheTextThatClientsParse() throws Exception {
        HttpResponse<String> refused = post("/v1/messages", message("x".repeat(400), 1));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).at("/error/message").textValue())
                .matches("prompt is too long: [4-9]\\d\\d tokens > " + CONTEXT + " maximum");
        assertThat(json(post("/v1/messages/count_tokens", message("x".repeat(400), 1)))
                        .path("input_tokens")
                        .intValue())
                .isGreaterThan(400);
    }

    private static String message(String text, int maxTokens) {
        return "{\"max_tokens\":" + maxTokens
                + ",\"model\":\"claude-opus-4-8\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    private static HttpResponse<String> post(String path, String body) {
        return send(path, body, "x-api-key", keys.key("all"));
    }

    private static HttpResponse<String> send(String path, String body, String header, String value) {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri(path))
                .header("Content-Type", "application/json")
                .header(header, value)
                .POST(BodyPublishers.ofString(body))
                .build();
        return gateway.send(request, BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return OpenAiJson.mapper().readTree(answer.body());
    }
}

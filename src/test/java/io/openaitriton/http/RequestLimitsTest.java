package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.TritonSimulator;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are refused before Triton is called, by the gateway's or OpenAI's limits. */
@ExtendWith(GatewayExtension.class)
class RequestLimitsTest {
    @TempDir
    private static Path folder;

    private static TritonSimulator triton;
    private static GatewayServer gateway;
    private static GatewayServer strict;

    @BeforeAll
    static void start(Gateways gateways) throws Exception {
        triton = gateways.simulator();
        Path silent = folder.resolve("silent.jinja");
        Files.writeString(
                silent,
                "{% for message in messages %}{% if message.content != '.' %}{{ message.content }}"
                        + "{% endif %}{% endfor %}");
        gateway = gateways.start(triton, "triton.dialect", "vllm", "openai.template", silent.toString());
        strict = gateways.start(
                triton, "triton.dialect", "vllm", "openai.strict-limits", "true", "openai.max-tokens", "context");
    }

    @ParameterizedTest
    @CsvSource({"16, 4", "17, 5"})
    void moreStopStringsThanOpenAiTakesAreTakenUnlessLimitsAreStrict(int most, int strictMost) throws Exception {
        for (String path : List.of("/v1/chat/completions", "/v1/completions")) {
            assertStops(gateway, path, most, most > 16);
            assertStops(strict, path, strictMost, strictMost > 4);
        }
    }

    private static void assertStops(GatewayServer asked, String path, int count, boolean refused) throws Exception {
        String stops = IntStream.range(0, count).mapToObj(i -> "\"s" + i + "\"").collect(Collectors.joining(","));
        String what =
                path.contains("chat") ? "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]" : "\"prompt\":\"a\"";
        HttpResponse<String> answer = post(asked, path, "{" + what + ",\"max_tokens\":1,\"stop\":[" + stops + "]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(refused ? 400 : 200);
        if (refused) {
            assertThat(error(answer).get("param").textValue()).isEqualTo("stop");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"stop\":\"\" | stop", "\"stop\":[\"\"] | stop[0]", "\"stop\":[\"a\",\"\"] | stop[1]"})
    void anEmptyStopStringIsNamedWhereTheClientPutIt(String field, String param) throws Exception {
        HttpResponse<String> answer = gateway.chat(GatewayServer.request("a", field));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error(answer).get("param").textValue()).isEqualTo(param);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/chat/completions",
                "/v1/chat/completions/render",
            })
    void aTemplateThatRendersNothingIsTheClientsError(String path) throws Exception {
        int before = triton.requestCount();
        for (String more : List.of("", "\"stream\":true")) {
            HttpResponse<String> answer = post(gateway, path, GatewayServer.request(".", more));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(error(answer).get("param").textValue()).isEqualTo("messages");
        }
        assertThat(triton.requestCount()).isEqualTo(before);
    }

    @Test
    void whiteSpaceIsAPrompt() {
        assertThat(gateway.chat(GatewayServer.request(" ", "\"max_tokens\":1")).statusCode())
                .isEqualTo(200);
        assertThat(post(gateway, "/v1/completions", "{\"prompt\":[\" \",\"\\n\"],\"max_tokens\":1}")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "[\"\"]", "[]", "[\"a\",\"\"]"})
    void anEmptyPromptIsTheClientsError(String prompt) throws Exception {
        int before = triton.requestCount();
        for (String more : List.of("", ",\"stream\":true", ",\"echo\":true", ",\"echo\":true,\"max_tokens\":1")) {
            HttpResponse<String> answer = post(gateway, "/v1/completions", "{\"prompt\":" + prompt + more + "}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(error(answer).get("param").textValue()).startsWith("prompt");
        }
        assertThat(triton.requestCount()).isEqualTo(before);
    }

    @Test
    void aBodyMayComeInPiecesOfAnySize() throws Exception {
        String text = "a piece of text, — and so on. ".repeat(5000);
        byte[] body = GatewayServer.request(text, "\"max_tokens\":1").getBytes(StandardCharsets.UTF_8);
        Random random = new Random(20261130);
        for (int most : new int[] {3, 900, 4000, 100_000}) {
            List<byte[]> pieces = new ArrayList<>();
            for (int from = 0; from < body.length; ) {
                int to = Math.min(body.length, from + 1 + random.nextInt(from < 5000 ? most : 20_000));
                pieces.add(Arrays.copyOfRange(body, from, to));
                from = to;
            }
            HttpRequest request = HttpRequest.newBuilder(gateway.post(""), (name, value) -> true)
                    .uri(gateway.uri("/v1/chat/completions/render"))
                    .POST(BodyPublishers.ofByteArrays(pieces))
                    .build();
            HttpResponse<String> answer = gateway.send(request, BodyHandlers.ofString());

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(OpenAiJson.mapper()
                            .readTree(answer.body())
                            .path("prompt")
                            .asText())
                    .contains(text.strip());
        }
    }

    @Test
    void aRequestMayUseTheRestOfTheContext() {
        String path = "/v1/chat/completions/render";
        assertThat(post(strict, path, GatewayServer.request("a", "")).body()).contains("\\\"max_tokens\\\":1048576");
        assertThat(post(gateway, path, GatewayServer.request("a", "")).body()).contains("\\\"max_tokens\\\":100");
    }

    private static JsonNode error(HttpResponse<String> answer) throws Exception {
        return OpenAiJson.mapper().readTree(answer.body()).get("error");
    }

    private static HttpResponse<String> post(GatewayServer asked, String path, String json) {
        HttpRequest request = HttpRequest.newBuilder(asked.post(json), (name, value) -> true)
                .uri(asked.uri(path))
                .build();
        return asked.send(request, BodyHandlers.ofString());
    }
}

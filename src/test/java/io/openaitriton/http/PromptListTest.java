package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.cli.IssuedKeys;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The token cost of a request with several prompts that are not all answered. */
@ExtendWith(GatewayExtension.class)
class PromptListTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String TWO_PROMPTS = "{\"prompt\":[\"one\",\"two\"],\"max_tokens\":450}";
    private static final String USED_300 = "{\"text_output\":\"x\",\"num_input_tokens\":290,\"num_output_tokens\":10}";
    private static final ScriptedReply FAILURE = ScriptedReply.json(500, "{\"error\":\"boom\"}");

    @TempDir
    private static Path folder;

    private static IssuedKeys keys;
    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        keys = IssuedKeys.in(folder);
        for (String name : List.of("cancelled", "used", "left", "begun")) {
            keys.add(name, List.of(), null, 1000L, null);
        }
        triton = gateways.simulator();
        gateway = gateway(gateways, "triton.upstream", "generate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancelled", "used"})
    void aFailureGivesBackWhatItsOwnPromptTook(String key) {
        triton.enqueue(key.equals("used") ? ScriptedReply.json(200, USED_300) : ScriptedReply.neverAnswer());
        triton.enqueue(FAILURE);
        assertThat(gateway.send(keys.with(key, prompts(TWO_PROMPTS)), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(502);
        assertCostOfOne(key);
    }

    @Test
    void theUsageOfOnePromptIsNotTheCostAfterADisconnect() throws IOException {
        triton.enqueue(
                ScriptedReply.json(200, "{\"text_output\":\"x\",\"num_input_tokens\":1,\"num_output_tokens\":1}"));
        triton.enqueue(ScriptedReply.neverAnswer());
        int before = triton.requestCount();
        try (Socket client = new Socket("127.0.0.1", gateway.port())) {
            OutputStream out = client.getOutputStream();
            out.write(
                    ("POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                                    + keys.key("left") + "\r\nContent-Length: " + TWO_PROMPTS.length() + "\r\n\r\n"
                                    + TWO_PROMPTS)
                            .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            await().atMost(SOON).until(() -> triton.requestCount() == before + 2 && triton.inFlight() == 1);
        }
        assertCostOfOne("left");
    }

    @Test
    void aCollectedAnswerThatFailsCostsTheReservedTokens(Gateways gateways) {
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .event("{\"error\":\"boom\"}")
                .thenEnd());
        GatewayServer gathering = gateway(gateways, "triton.upstream", "stream");
        HttpResponse<String> answer = gathering.send(
                keys.with("begun", gathering.post(GatewayServer.request("hi", "\"max_tokens\":450"))),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(status(gathering, "begun", 900)).isEqualTo(429);
    }

    @Test
    void promptsAfterAFailureAreNotSent(@TempDir Path routes, Gateways gateways) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                String yaml = Files.readString(file);
                Files.writeString(
                        routes.resolve(file.getFileName()),
                        // with threads of its own Camel works on them at the same time whatever the other says
                        yaml.replace("parallelProcessing: true", "parallelProcessing: false")
                                .replaceAll(" +executorService: \"#openaiPromptThreads\"\n", ""));
            }
        }
        GatewayServer oneByOne = gateways.start(
                triton, "triton.dialect", "vllm", "camel.main.routes-include-pattern", "file:" + routes + "/*.yaml");
        triton.enqueue(FAILURE);
        int before = triton.requestCount();
        HttpRequest request = HttpRequest.newBuilder(prompts(TWO_PROMPTS), (name, value) -> true)
                .uri(oneByOne.uri("/v1/completions"))
                .build();
        HttpResponse<String> answer = oneByOne.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("boom");
        assertThat(triton.requestCount()).isEqualTo(before + 1);
    }

    /** Of 1000 tokens, two prompts have taken some 450 each, and one of them is given back. */
    private static void assertCostOfOne(String key) {
        await().atMost(SOON).until(() -> status(gateway, key, 400) == 200);
        assertThat(status(gateway, key, 900)).isEqualTo(429);
    }

    private static int status(GatewayServer asked, String key, int maxTokens) {
        HttpRequest chat = asked.post(GatewayServer.request("hi", "\"max_tokens\":" + maxTokens));
        return asked.send(keys.with(key, chat), BodyHandlers.ofString()).statusCode();
    }

    private static HttpRequest prompts(String json) {
        return HttpRequest.newBuilder(gateway.post(json), (name, value) -> true)
                .uri(gateway.uri("/v1/completions"))
                .build();
    }

    private static GatewayServer gateway(Gateways gateways, String... settings) {
        return gateways.start(
                triton,
                Stream.concat(
                                Stream.of("gateway.keys", keys.file().toString(), "triton.dialect", "vllm"),
                                Stream.of(settings))
                        .toArray(String[]::new));
    }
}

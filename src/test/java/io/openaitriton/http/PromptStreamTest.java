package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.completions.Completion;
import io.openaitriton.cli.IssuedKeys;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Several prompts in one stream. */
@Timeout(60)
@ExtendWith(GatewayExtension.class)
class PromptStreamTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String FIRST =
            "{\"text_output\":\"a\",\"finish_reason\":\"None\",\"num_input_tokens\":1,\"num_output_tokens\":1}";

    @TempDir
    private static Path folder;

    private static IssuedKeys keys;
    private static TritonSimulator triton;
    private static GatewayServer gateway;
    private static GatewayServer keyed;

    @BeforeAll
    static void start(Gateways gateways) throws Exception {
        triton = gateways.simulator();
        Path routes = Files.createDirectory(folder.resolve("routes"));
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                // the 70B model does one thing at a time
                Files.writeString(
                        routes.resolve(file.getFileName()),
                        Files.readString(file)
                                .replace(
                                        "        model: Meta-Llama-3.1-70B-Instruct\n",
                                        "        model: Meta-Llama-3.1-70B-Instruct\n        maxConcurrent: 1\n"
                                                + "        maxQueued: 10\n"));
            }
        }
        gateway = gateways.start(
                triton, "triton.dialect", "vllm", "camel.main.routes-include-pattern", "file:" + routes + "/*.yaml");
        keys = IssuedKeys.in(folder).add("used", List.of(), null, 1000L, null);
        keyed = gateways.start(
                triton, "triton.dialect", "vllm", "gateway.keys", keys.file().toString());
    }

    @Test
    void eachPromptHasItsChunksByIndex() throws Exception {
        HttpResponse<String> answer = gateway.send(
                post(
                        "{\"prompt\":[\"alpha\",\"beta\",\"gamma\"],\"echo\":true,\"n\":2,\"max_tokens\":2,\"stream\":true,"
                                + "\"stream_options\":{\"include_usage\":true}}"),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        List<JsonNode> chunks = chunks(answer.body());
        Map<Integer, String> texts = new TreeMap<>();
        Map<Integer, Integer> ends = new TreeMap<>();
        for (JsonNode chunk : chunks) {
            assertThat(chunk.get("id")).isEqualTo(chunks.get(0).get("id"));
            assertThat(chunk.get("created")).isEqualTo(chunks.get(0).get("created"));
            assertThat(chunk.get("object").textValue()).isEqualTo("text_completion");
            for (JsonNode choice : chunk.get("choices")) {
                texts.merge(choice.get("index").intValue(), choice.get("text").textValue(), String::concat);
                if (choice.get("finish_reason").isTextual()) {
                    ends.merge(choice.get("index").intValue(), 1, Integer::sum);
                }
            }
        }
        assertThat(texts.keySet()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(texts.values().stream().map(text -> text.replaceAll("^(alpha|beta|gamma).+", "$1")))
                .containsExactly("alpha", "alpha", "beta", "beta", "gamma", "gamma");
        assertThat(ends.values()).containsOnly(1).hasSize(6);
        JsonNode last = chunks.get(chunks.size() - 1);
        assertThat(last.get("choices")).isEmpty();
        assertThat(last.at("/usage/completion_tokens").intValue()).isEqualTo(12);
        assertThat(chunks.stream().filter(chunk -> chunk.has("usage"))).hasSize(1);
        assertThat(answer.body()).endsWith("data: [DONE]\n\n").containsOnlyOnce("[DONE]");
    }

    @Test
    void aSlowPromptDelaysNoOther() throws Exception {
        int before = triton.cancelledCount();
        triton.enqueue(ScriptedReply.stream().event(FIRST).thenHang());
        triton.enqueue(ScriptedReply.events(
                FIRST,
                "{\"text_output\":\"b\",\"finish_reason\":\"stop\",\"num_input_tokens\":1,\"num_output_tokens\":1}"));
        HttpResponse<InputStream> answer =
                gateway.send(post("{\"prompt\":[\"one\",\"two\"],\"stream\":true}"), BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (!line.contains("\"finish_reason\":\"stop\"")) {
                line = lines.readLine();
            }
        }
        // the client has left
        await().atMost(SOON).until(() -> triton.cancelledCount() == before + 1 && triton.inFlight() == 0);
    }

    @Test
    void theFailureOfOneEndsTheStreamAndTheOtherCalls() throws Exception {
        int before = triton.cancelledCount();
        triton.enqueue(ScriptedReply.stream().event(FIRST).thenHang());
        triton.enqueue(ScriptedReply.events(FIRST, "{\"error\":\"boom\"}"));
        String json = "{\"prompt\":[\"one\",\"two\"],\"stream\":true}";
        String read;
        // Java's HTTP client drops what it has not handed out when a connection breaks
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send("POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                    + json.length() + "\r\n\r\n" + json);
            read = client.untilClosed();
        }
        assertThat(read)
                .startsWith("HTTP/1.1 200 ")
                .contains("boom")
                .doesNotContain("[DONE]")
                .containsOnlyOnce("{\"error\"");
        await().atMost(SOON).until(() -> triton.cancelledCount() > before && triton.inFlight() == 0);
    }

    @Test
    void aFailureBeforeTheFirstChunkHasItsStatus() {
        HttpResponse<String> answer = gateway.send(
                post("{\"prompt\":[\"@@fail=unavailable\",\"@@fail=hang\"],\"stream\":true}"), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("model_overloaded");
        await().atMost(SOON).until(() -> triton.inFlight() == 0);
    }

    @Test
    void promptsThatWaitForTheModelAreAnsweredAfterTheOthers() throws Exception {
        HttpResponse<String> answer = gateway.send(
                post("{\"model\":\"70b\",\"prompt\":[\"a\",\"b\",\"c\",\"d\"],\"max_tokens\":40,\"stream\":true}"),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).endsWith("data: [DONE]\n\n");
        assertThat(chunks(answer.body()).stream()
                        .filter(chunk -> chunk.at("/choices/0/finish_reason").isTextual()))
                .hasSize(4);
    }

    @Test
    void aKeyIsChargedWhatThePromptsUsed() {
        String usage =
                "{\"text_output\":\"b\",\"finish_reason\":\"stop\",\"num_input_tokens\":90,\"num_output_tokens\":10}";
        triton.enqueue(ScriptedReply.events(usage));
        triton.enqueue(ScriptedReply.events(usage));
        HttpRequest prompts = HttpRequest.newBuilder(
                        post("{\"prompt\":[\"one\",\"two\"],\"max_tokens\":450,\"stream\":true}"),
                        (name, value) -> true)
                .uri(keyed.uri("/v1/completions"))
                .build();
        assertThat(keyed.send(keys.with("used", prompts), BodyHandlers.ofString())
                        .body())
                .endsWith("[DONE]\n\n");
        // of 1000 tokens 200 are gone
        HttpRequest rest = keyed.post(GatewayServer.request("hi", "\"max_tokens\":700"));
        assertThat(keyed.send(keys.with("used", rest), BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aRouteOnTheBusGetsTheChunksOneByOne() {
        Exchange answer = gateway.context().createProducerTemplate().request("direct:openai-completions", exchange -> {
            exchange.setProperty("openaiAnswerAs", "record");
            exchange.getMessage().setBody("{\"prompt\":[\"a\",\"b\"],\"max_tokens\":1,\"stream\":true}");
        });
        Iterator<?> chunks = answer.getMessage().getBody(Iterator.class);
        List<Integer> ends = new ArrayList<>();
        chunks.forEachRemaining(chunk -> ((Completion) chunk)
                .choices().stream()
                        .filter(choice -> choice.finishReason() != null)
                        .forEach(choice -> ends.add(choice.index())));
        assertThat(ends).containsExactlyInAnyOrder(0, 1);
    }

    private static List<JsonNode> chunks(String body) throws Exception {
        List<JsonNode> chunks = new ArrayList<>();
        for (String event : body.split("\n\n")) {
            if (event.startsWith("data: {")) {
                chunks.add(OpenAiJson.mapper().readTree(event.substring("data: ".length())));
            }
        }
        return chunks;
    }

    private static HttpRequest post(String json) {
        return HttpRequest.newBuilder(gateway.uri("/v1/completions"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
    }
}

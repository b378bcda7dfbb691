package io.openaitriton.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.EmbeddingRoutes;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.junit.WordPieceFile;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rerank and scores before a real Triton server: what cross-encoders of each kind get, and that clients get the scores that Python computes beside them. */
@ExtendWith(GatewayExtension.class)
class GatewayRerankOnTritonTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String QUERY = "Wo saß die Katze? 😀";

    @TempDir
    private static Path folder;

    private static final ManagementPort MANAGEMENT = ManagementPort.free();

    private static RealTriton triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) throws IOException {
        triton = gateways.closing(RealTriton.prepare(
                folder.resolve("triton"), "rerank_text", "rerank_pair", "rerank_tokens", "rerank_two", "vllm"));
        triton.begin();
        String tokenizer = "tokenizer: " + WordPieceFile.in(folder);
        EmbeddingRoutes routes = EmbeddingRoutes.in(folder.resolve("routes"))
                .addAs("rerank_text", "bge-reranker", triton.url())
                .addAs("rerank_pair", "bge-reranker", triton.url())
                .addAs("rerank_tokens", "ms-marco-minilm", triton.url(), tokenizer)
                .addAs("rerank_two", "ms-marco-minilm", triton.url(), tokenizer)
                .addAs("vllm", "bge-reranker", triton.url());
        gateway = gateways.start(
                triton.url(), MANAGEMENT.settings("camel.main.routes-include-pattern", routes.pattern()));
    }

    private static HttpResponse<String> post(String path, Map<String, Object> body) throws JsonProcessingException {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(OpenAiJson.mapper().writeValueAsBytes(body)))
                .build();
        return gateway.send(request, BodyHandlers.ofString());
    }

    private static JsonNode ask(String path, Map<String, Object> body) throws JsonProcessingException {
        HttpResponse<String> answer = post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return OpenAiJson.mapper().readTree(answer.body());
    }

    /** What the models have computed since a mark, by what they got of each pair. */
    private static Map<String, Double> computed(long mark, String field, String... inputs) {
        await().atMost(LIMIT)
                .until(() -> triton.ends(mark).size() == triton.requests(mark).size());
        Map<Long, JsonNode> ends = new HashMap<>();
        triton.ends(mark).forEach(end -> ends.put(end.path("number").asLong(), end));
        Map<String, Double> computed = new HashMap<>();
        for (JsonNode request : triton.requests(mark)) {
            JsonNode values = ends.get(request.path("number").asLong()).path(field);
            for (int i = 0; i < values.size(); i++) {
                List<String> pair = new ArrayList<>();
                for (String input : inputs) {
                    JsonNode texts = request.at("/tensors/" + input);
                    int each = texts.size() / values.size();
                    for (int j = 0; j < each; j++) {
                        pair.add(texts.get(i * each + j).asText());
                    }
                }
                JsonNode value = values.get(i);
                computed.put(String.join("|", pair), (value.isArray() ? value.get(0) : value).doubleValue());
            }
        }
        return computed;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"rerank_text, numbers, query;document", "rerank_pair, scores, pair"})
    void theScoresOf150PairsOfTextsAreThoseOfTheModel(String model, String field, String inputs) throws Exception {
        List<String> documents = IntStream.range(0, 150)
                .mapToObj(i -> "Text number " + i + ", ü")
                .toList();
        long mark = triton.mark();
        JsonNode answer = ask("/v1/rerank", Map.of("model", model, "query", QUERY, "documents", documents));
        Map<String, Double> computed = computed(mark, field, inputs.split(";"));
        assertThat(computed).hasSize(150);
        List<Integer> order = IntStream.range(0, 150)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -computed.get(QUERY + "|" + documents.get(i))))
                .toList();
        for (int i = 0; i < 150; i++) {
            JsonNode result = answer.at("/results/" + i);
            assertThat(result.path("index").asInt()).isEqualTo(order.get(i));
            double expected = computed.get(QUERY + "|" + documents.get(order.get(i)));
            double score = result.path("relevance_score").doubleValue();
            if (field.equals("numbers")) {
                // the model's own number, in single precision
                assertThat((float) score).isEqualTo((float) expected);
            } else {
                assertThat(score).isCloseTo(expected, within(1e-15));
            }
        }
        // 64 pairs a call, as the model's configuration says
        assertThat(triton.requests(mark).stream()
                        .map(request -> request.at("/inputs/" + inputs.split(";")[0] + "/shape/0")
                                .asInt())
                        .sorted()
                        .toList())
                .containsExactly(22, 64, 64);
    }

    @ParameterizedTest
    @CsvSource({"rerank_tokens", "rerank_two"})
    void tokensOfPairsArePaddedAndTheScoreOfTheirLogitsIsThatOfPython(String model) throws Exception {
        List<String> seconds = List.of("the cat sat on the mat", "rates rose", "the cat");
        long mark = triton.mark();
        JsonNode answer = ask("/v1/score", Map.of("model", model, "text_1", "cat mat", "text_2", seconds));
        JsonNode request = triton.requests(mark).get(0);
        assertThat(request.at("/inputs/input_ids/shape")).hasToString("[3,11]");
        assertThat(request.at("/tensors/input_ids")).hasSize(33);
        assertThat(request.at("/tensors/attention_mask").toString())
                .contains("1,0")
                .endsWith("1]");
        Map<String, Double> computed = computed(mark, "scores", "input_ids");
        assertThat(computed).hasSize(3);
        for (int i = 0; i < seconds.size(); i++) {
            StringBuilder ids = new StringBuilder(row("cat mat", seconds.get(i)));
            while (ids.toString().split("\\|").length < 11) {
                ids.append("|0");
            }
            assertThat(answer.at("/data/" + i + "/score").doubleValue())
                    .isCloseTo(computed.get(ids.toString()), within(1e-15));
        }
        assertThat(answer.at("/usage")).hasToString("{\"prompt_tokens\":25,\"total_tokens\":25}");
    }

    private static String row(String first, String second) {
        StringBuilder ids = new StringBuilder().append(WordPieceFile.CLS);
        for (String text : List.of(first, second)) {
            for (String word : text.split(" ")) {
                ids.append('|').append(WordPieceFile.id(word));
            }
            ids.append('|').append(WordPieceFile.SEP);
        }
        return ids.toString();
    }

    @Test
    void aPairHasTheSameScoreAloneAndAmongOthers() throws Exception {
        List<String> seconds = List.of("the cat sat on the mat", "rates rose");
        JsonNode both = ask("/v1/score", Map.of("model", "rerank_two", "text_1", "the cat", "text_2", seconds));
        JsonNode alone = ask("/v1/score", Map.of("model", "rerank_two", "text_1", "the cat", "text_2", "rates rose"));
        assertThat(both.at("/data/1/score")).isEqualTo(alone.at("/data/0/score"));
    }

    @Test
    void theVllmBackendHasNoScores() throws Exception {
        HttpResponse<String> answer =
                post("/v1/rerank", Map.of("model", "vllm", "query", "a", "documents", List.of("b")));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("vectors and texts, but no scores for pairs");
    }

    @Test
    void whatTheModelSaysOfAFailureIsTold() throws Exception {
        String failing = "<<{\"error\":\"CUDA out of memory\"}>>";
        HttpResponse<String> answer =
                post("/v1/rerank", Map.of("model", "rerank_text", "query", "a", "documents", List.of("b", failing)));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("CUDA out of memory").contains("\"triton_error\"");
    }

    @Test
    void bothSidesCountTheSame() throws Exception {
        long mark = triton.mark();
        double reranked = counted("rerank", "success");
        double failed = counted("rerank", "upstream_error");
        double scored = counted("score", "success");
        ask("/v1/rerank", Map.of("model", "rerank_text", "query", "a", "documents", List.of("b", "c")));
        ask("/v1/score", Map.of("model", "rerank_two", "text_1", "the cat", "text_2", "rates rose"));
        String failing = "<<{\"error\":\"CUDA out of memory\"}>>";
        post("/v1/rerank", Map.of("model", "rerank_text", "query", "a", "documents", List.of(failing)));
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(counted("rerank", "success")).isEqualTo(reranked + 1);
            assertThat(counted("rerank", "upstream_error")).isEqualTo(failed + 1);
            assertThat(counted("score", "success")).isEqualTo(scored + 1);
            assertThat(triton.requests(mark)).hasSize(3);
            assertThat(triton.ends(mark).stream()
                            .map(end -> end.get("how").asText())
                            .sorted()
                            .toList())
                    .containsExactly("failed", "finished", "finished");
        });
    }

    private static double counted(String operation, String outcome) {
        return MANAGEMENT.sum(
                "gen_ai_server_request_duration_seconds_count",
                "gen_ai_operation_name=\"" + operation + "\"",
                "outcome=\"" + outcome + "\"");
    }
}

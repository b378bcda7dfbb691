package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.EmbeddingRoutes;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.RecordedRequest;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /v1/rerank} and {@code POST /v1/score}, with a cross-encoder that takes texts. */
@Timeout(60)
@ExtendWith(GatewayExtension.class)
class RerankTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String MODEL = "\"model\":\"bge-reranker-v2-m3\",";
    private static final String DOCUMENTS =
            "\"query\":\"the cat sat\",\"documents\":[\"rates rose\",\"the cat sat on the mat\",{\"text\":\"the dog\",\"id\":7},\"the dog\"]";

    @TempDir
    private static Path folder;

    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) throws IOException {
        triton = gateways.simulator(SimulatorSettings.defaults()
                .withModels(
                        "Meta-Llama-3.1-8B-Instruct",
                        "Meta-Llama-3.1-70B-Instruct",
                        "bge-m3=embedding-text",
                        "vllm=embedding-vllm",
                        "raw=rerank-text",
                        "bge-reranker-v2-m3=rerank-text"));
        EmbeddingRoutes routes = EmbeddingRoutes.in(folder.resolve("routes"))
                .add("bge-m3", triton.url())
                .add("bge-reranker", triton.url())
                .addAs("vllm", "bge-reranker", triton.url())
                .addAs("raw", "bge-reranker", triton.url(), "activation: sigmoid");
        gateway = gateways.start(triton, "camel.main.routes-include-pattern", routes.pattern());
    }

    @BeforeEach
    void forget() throws InterruptedException {
        while (triton.takeRequest(Duration.ZERO) != null) {
            // of the test before
        }
    }

    private static HttpResponse<String> post(String path, String json) {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
        return gateway.send(request, BodyHandlers.ofString());
    }

    private static JsonNode ask(String path, String fields) throws JsonProcessingException {
        HttpResponse<String> answer = post(path, "{" + fields + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        return OpenAiJson.mapper().readTree(answer.body());
    }

    private static List<Integer> order(JsonNode answer) {
        List<Integer> order = new ArrayList<>();
        answer.path("results").forEach(result -> order.add(result.path("index").asInt()));
        return order;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/rerank", "/v2/rerank"})
    void documentsThatShareWordsComeFirstAndEqualOnesInTheirOrder(String path) throws Exception {
        JsonNode answer = ask(path, MODEL + DOCUMENTS);
        assertThat(order(answer)).containsExactly(1, 2, 3, 0);
        assertThat(answer.at("/results/0/relevance_score").doubleValue()).isEqualTo(1);
        // as short as single precision is
        assertThat(answer.at("/results/1/relevance_score").asText()).isEqualTo("0.33333334");
        assertThat(answer.at("/results/3/relevance_score").doubleValue()).isZero();
        assertThat(answer.at("/results/0").has("document")).isFalse();
        assertThat(answer.path("model").asText()).isEqualTo("bge-reranker-v2-m3");
        assertThat(answer.path("id").asText()).matches("rerank-[0-9a-f]{32}");
        assertThat(answer.path("meta").toString())
                .isEqualTo("{\"api_version\":{\"version\":\"2\"},\"billed_units\":{\"search_units\":1}}");
        assertThat(answer.at("/usage/estimated").asBoolean()).isTrue();
        assertThat(answer.at("/usage/total_tokens").asInt()).isPositive();
    }

    @Test
    void theBestAreReturnedWithTheirDocuments() throws Exception {
        JsonNode answer = ask("/v1/rerank", MODEL + DOCUMENTS + ",\"top_n\":2,\"return_documents\":true");
        assertThat(order(answer)).containsExactly(1, 2);
        assertThat(answer.at("/results/0/document").toString()).isEqualTo("{\"text\":\"the cat sat on the mat\"}");
        assertThat(answer.at("/results/1/document").toString()).isEqualTo("{\"text\":\"the dog\",\"id\":7}");
        assertThat(order(ask("/v1/rerank", MODEL + DOCUMENTS + ",\"top_n\":99,\"rank_fields\":[\"text\"]")))
                .hasSize(4);
    }

    @Test
    void aDefinitionMayTurnTheModelsNumbersIntoScores() throws Exception {
        JsonNode answer = ask("/v1/rerank", "\"model\":\"raw\"," + DOCUMENTS);
        assertThat(answer.at("/results/0/relevance_score").doubleValue()).isEqualTo(1 / (1 + Math.exp(-1)));
        assertThat(answer.at("/results/3/relevance_score").doubleValue()).isEqualTo(0.5);
    }

    @Test
    void queriesAndDocumentsAreBinaryTensors() throws Exception {
        ask("/v1/rerank", MODEL + "\"query\":\"q\",\"documents\":[\"one\",\"two\"],\"user\":\"somebody\"");
        RecordedRequest request = triton.takeRequest(Duration.ofSeconds(5));
        assertThat(request.path()).isEqualTo("/v2/models/bge-reranker-v2-m3/infer");
        assertThat(request.body())
                .startsWith("{\"inputs\":[{\"name\":\"QUERY\",\"shape\":[2,1],\"datatype\":\"BYTES\"")
                .contains("{\"name\":\"DOCUMENT\",\"shape\":[2,1],\"datatype\":\"BYTES\"")
                .endsWith("\1\0\0\0q\1\0\0\0q\3\0\0\0one\3\0\0\0two");
    }

    @Test
    void manyDocumentsTakeSeveralCallsAndKeepTheirPlaces() throws Exception {
        String documents = IntStream.range(0, 1000)
                .mapToObj(i -> i == 777 ? "\"needle\"" : "\"hay " + i + "\"")
                .collect(Collectors.joining(","));
        int before = triton.requestCount();
        JsonNode answer = ask("/v1/rerank", MODEL + "\"query\":\"needle\",\"documents\":[" + documents + "]");
        assertThat(triton.requestCount() - before).isEqualTo(16);
        assertThat(order(answer)).hasSize(1000).startsWith(777, 0, 1, 2).endsWith(999);
        assertThat(answer.at("/meta/billed_units/search_units").asInt()).isEqualTo(10);
    }

    @Test
    void oneTextIsScoredWithEachOfSeveral() throws Exception {
        JsonNode answer = ask("/v1/score", MODEL + "\"text_1\":\"the cat\",\"text_2\":[\"a dog\",\"the cat\",\"the\"]");
        assertThat(answer.path("id").asText()).matches("score-[0-9a-f]{32}");
        assertThat(answer.path("object").asText()).isEqualTo("list");
        assertThat(answer.path("created").asLong()).isPositive();
        assertThat(answer.path("model").asText()).isEqualTo("bge-reranker-v2-m3");
        assertThat(answer.path("data").toString())
                .isEqualTo(
                        "[{\"index\":0,\"object\":\"score\",\"score\":0.0},"
                                + "{\"index\":1,\"object\":\"score\",\"score\":1.0},{\"index\":2,\"object\":\"score\",\"score\":0.5}]");
    }

    @Test
    void textsAreScoredInPairs() throws Exception {
        JsonNode pairs = ask("/v1/score", MODEL + "\"text_1\":[\"a\",\"b\"],\"text_2\":[\"a\",\"c\"]");
        assertThat(pairs.at("/data/0/score").doubleValue()).isEqualTo(1);
        assertThat(pairs.at("/data/1/score").doubleValue()).isZero();
        assertThat(ask("/v1/score", MODEL + "\"text_1\":\"a\",\"text_2\":\"a\"").path("data"))
                .hasSize(1);
        assertThat(ask("/v1/score", MODEL + "\"text_1\":[\"a\"],\"text_2\":[\"a\",\"b\"]")
                        .path("data"))
                .hasSize(2);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"documents\":[\"a\"]|query|Missing required parameter: 'query'.",
                "\"query\":\"a\"|documents|Missing required parameter: 'documents'.",
                "\"query\":\"\",\"documents\":[\"a\"]|query|Invalid 'query': expected a string that is not empty.",
                "\"query\":\"a\",\"documents\":[]|documents|Invalid 'documents': expected at least one text, but the array is empty.",
                "\"query\":\"a\",\"documents\":[\"b\",\"\"]|documents[1]|Invalid 'documents[1]': expected a string that is not empty.",
                "\"query\":\"a\",\"documents\":[{\"title\":\"b\"}]|documents[0].text|Missing required parameter: 'documents[0].text'.",
                "\"query\":\"a\",\"documents\":[{\"text\":1}]|documents[0].text|Invalid type for 'documents[0].text': expected a string.",
                "\"query\":\"a\",\"documents\":[\"\\ud800\"]|documents[0]|Invalid text in 'documents[0]': unpaired"
                        + " surrogate at position 0.",
                "\"query\":\"a\",\"documents\":[\"b\"],\"top_n\":0|top_n|Invalid value for 'top_n': expected 1 or more, but got 0.",
                "\"query\":\"a\",\"documents\":[\"b\"],\"max_tokens_per_doc\":9|max_tokens_per_doc|'max_tokens_per_doc' is not supported: the model's definition in the gateway sets how texts are scored. Leave the field out."
            })
    void whatIsWrongIsRefusedByName(String fields, String param, String message) throws Exception {
        assertRefused("/v1/rerank", MODEL + fields, param, message);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"text_2\":\"a\"|text_1|Missing required parameter: 'text_1'.",
                "\"text_1\":\"a\"|text_2|Missing required parameter: 'text_2'.",
                "\"text_1\":[\"a\",\"\"],\"text_2\":[\"a\",\"b\"]|text_1[1]|Invalid 'text_1[1]': expected a string that is not empty.",
                "\"text_1\":[\"a\",\"b\"],\"text_2\":\"a\"|text_2|Invalid 'text_2': expected 2 texts, the same"
                        + " number as in 'text_1', but got 1. A single text in 'text_1' is paired with each text in"
                        + " 'text_2'."
            })
    void whatIsWrongWithPairsIsRefusedByName(String fields, String param, String message) throws Exception {
        assertRefused("/v1/score", MODEL + fields, param, message);
    }

    private static void assertRefused(String path, String fields, String param, String message) throws Exception {
        HttpResponse<String> answer = post(path, "{" + fields + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode error = OpenAiJson.mapper().readTree(answer.body()).path("error");
        assertThat(error.path("message").asText()).isEqualTo(message);
        assertThat(error.path("param").asText()).isEqualTo(param);
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
    }

    @Test
    void aFieldOfAnotherTypeIsRefused() {
        for (String documents : List.of("\"a\"", "1", "[1]", "[null]", "[[\"a\"]]", "{}")) {
            HttpResponse<String> answer =
                    post("/v1/rerank", "{" + MODEL + "\"query\":\"a\",\"documents\":" + documents + "}");
            assertThat(answer.statusCode()).as(documents).isEqualTo(400);
            assertThat(answer.body())
                    .contains(
                            "Invalid type for 'documents': expected an array of strings, or of objects with a 'text'");
        }
        HttpResponse<String> answer = post("/v1/score", "{" + MODEL + "\"text_1\":[1],\"text_2\":\"a\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Invalid type for 'text_1': expected a string or an array of strings");
    }

    @Test
    void tooManyTextsAndALongQueryForManyAreRefused() {
        String many = IntStream.range(0, 2049).mapToObj(i -> "\"a\"").collect(Collectors.joining(","));
        assertThat(post("/v1/rerank", "{" + MODEL + "\"query\":\"a\",\"documents\":[" + many + "]}")
                        .body())
                .contains("at most 2048 texts, but got 2049")
                .contains("\"param\":\"documents\"");
        String half = IntStream.range(0, 1024).mapToObj(i -> "\"a\"").collect(Collectors.joining(","));
        assertThat(post(
                                "/v1/rerank",
                                "{" + MODEL + "\"query\":\"" + "a".repeat(16_385) + "\",\"documents\":[" + half + "]}")
                        .body())
                .contains("with 1024 texts to score, it may have at most 16384 characters, but it has 16385")
                .contains("\"param\":\"query\"");
    }

    @Test
    void modelsAreFoundByTheirNamesAndThereIsNoDefault() throws Exception {
        assertThat(ask("/v1/rerank", "\"model\":\"rerank-v3.5\"," + DOCUMENTS)
                        .path("model")
                        .asText())
                .isEqualTo("bge-reranker-v2-m3");
        HttpResponse<String> unknown = post("/v1/rerank", "{\"model\":\"other\"," + DOCUMENTS + "}");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("\"model_not_found\"");
        assertThat(post("/v1/rerank", "{" + DOCUMENTS + "}").body()).contains("Missing required parameter: 'model'.");
        assertThat(gateway.get("/v1/models").body()).contains("\"id\":\"bge-reranker-v2-m3\"");
    }

    @Test
    void aModelOfAnotherKindIsRefused() {
        String told = "The model 'bge-reranker-v2-m3' does not support this endpoint. Use /v1/rerank.";
        assertThat(gateway.chat(GatewayServer.request("hi", "\"model\":\"bge-reranker-v2-m3\""))
                        .body())
                .contains(told);
        assertThat(post("/v1/embeddings", "{" + MODEL + "\"input\":\"a\"}").body())
                .contains(told);
        HttpResponse<String> answer = post("/v1/rerank", "{\"model\":\"bge-m3\"," + DOCUMENTS + "}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Use /v1/embeddings").contains("\"param\":\"model\"");
    }

    @Test
    void vllmsBackendHasNoScoresOfPairs() {
        HttpResponse<String> answer = post("/v1/rerank", "{\"model\":\"vllm\"," + DOCUMENTS + "}");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .contains("\"model_not_ready\"")
                .contains("its configuration is not that of a cross-encoder that the gateway can call: Triton's vLLM"
                        + " backend gives vectors and texts");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "at-once,502,triton_error",
        "unavailable,503,model_overloaded",
        "not-ready,503,model_not_ready",
        "unknown-model,404,model_not_found",
        "not-json,502,triton_bad_answer",
        "no-text,502,triton_bad_answer",
        "reset,503,triton_unreachable"
    })
    void failuresOfTritonAreTold(String fault, int status, String code) throws Exception {
        HttpResponse<String> answer =
                post("/v1/rerank", "{" + MODEL + "\"query\":\"a\",\"documents\":[\"a\",\"@@fail=" + fault + "\"]}");
        assertThat(answer.body()).contains("\"" + code + "\"");
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(order(ask("/v1/rerank", MODEL + DOCUMENTS))).hasSize(4);
    }

    @Test
    void theCallsOfAClientThatLeavesEnd() throws Exception {
        String json = "{" + MODEL + "\"query\":\"a\",\"documents\":[\"@@fail=hang\"]}";
        try (Socket client = new Socket("127.0.0.1", gateway.port())) {
            client.getOutputStream()
                    .write(("POST /v1/rerank HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                                    + json.length() + "\r\n\r\n" + json)
                            .getBytes(StandardCharsets.UTF_8));
            await().atMost(SOON).until(() -> triton.inFlight() == 1);
        }
        await().atMost(SOON).until(() -> triton.inFlight() == 0);
    }
}

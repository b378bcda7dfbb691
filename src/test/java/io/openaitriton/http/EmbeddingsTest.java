package io.openaitriton.http;

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
import io.openaitriton.simulator.RecordedRequest;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

/** {@code POST /v1/embeddings}, with models of each kind. */
@Timeout(60)
@ExtendWith(GatewayExtension.class)
class EmbeddingsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String TEXT = "bge-m3";
    private static final String VLLM = "Qwen3-Embedding-0.6B";

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
                        TEXT + "=embedding-text",
                        VLLM + "=embedding-vllm"));
        EmbeddingRoutes routes = EmbeddingRoutes.in(folder.resolve("routes"))
                .add("bge-m3", triton.url())
                .add("qwen3-embedding", triton.url());
        gateway = gateways.start(triton, "camel.main.routes-include-pattern", routes.pattern());
    }

    @BeforeEach
    void forget() throws InterruptedException {
        while (triton.takeRequest(Duration.ZERO) != null) {
            // of the test before
        }
    }

    private static HttpResponse<String> post(String json) {
        return gateway.send(request(json), BodyHandlers.ofString());
    }

    private static HttpRequest request(String json) {
        return HttpRequest.newBuilder(gateway.uri("/v1/embeddings"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build();
    }

    private static JsonNode ask(String model, String fields) throws JsonProcessingException {
        HttpResponse<String> answer = post("{\"model\":\"" + model + "\"," + fields + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        return OpenAiJson.mapper().readTree(answer.body());
    }

    private static double[] vector(JsonNode answer, int index) {
        JsonNode data = answer.at("/data/" + index);
        assertThat(data.path("object").asText()).isEqualTo("embedding");
        assertThat(data.path("index").asInt()).isEqualTo(index);
        JsonNode embedding = data.path("embedding");
        double[] vector = new double[embedding.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = embedding.get(i).doubleValue();
        }
        return vector;
    }

    private static double cosine(double[] one, double[] other) {
        double product = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < one.length; i++) {
            product += one[i] * other[i];
            first += one[i] * one[i];
            second += other[i] * other[i];
        }
        return product / Math.sqrt(first * second);
    }

    @ParameterizedTest
    @ValueSource(strings = {TEXT, VLLM})
    void textsThatShareWordsAreNear(String model) throws Exception {
        JsonNode answer = ask(
                model,
                "\"input\":[\"the cat sat on the mat\",\"the cat lay on the mat\",\"interest rates rose sharply\"]");
        assertThat(answer.path("object").asText()).isEqualTo("list");
        assertThat(answer.path("model").asText()).isEqualTo(model);
        assertThat(answer.path("data")).hasSize(3);
        double near = cosine(vector(answer, 0), vector(answer, 1));
        double far = cosine(vector(answer, 0), vector(answer, 2));
        assertThat(near).isGreaterThan(0.7);
        assertThat(far).isLessThan(0.3);
    }

    @ParameterizedTest
    @ValueSource(strings = {TEXT, VLLM})
    void aTextAloneHasTheVectorThatItHasInAList(String model) throws Exception {
        JsonNode alone = ask(model, "\"input\":\"zwölf 😀\"");
        JsonNode second = ask(model, "\"input\":[\"other\",\"zwölf 😀\"]");
        assertThat(alone.path("data")).hasSize(1);
        assertThat(vector(alone, 0)).containsExactly(vector(second, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {TEXT, VLLM})
    void base64HoldsTheSameNumbers(String model) throws Exception {
        double[] numbers = vector(ask(model, "\"input\":\"one two\",\"encoding_format\":\"float\""), 0);
        JsonNode encoded = ask(model, "\"input\":\"one two\",\"encoding_format\":\"base64\"");
        float[] decoded = new float[numbers.length];
        ByteBuffer.wrap(Base64.getDecoder()
                        .decode(encoded.at("/data/0/embedding").asText()))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(decoded);
        for (int i = 0; i < decoded.length; i++) {
            assertThat((double) decoded[i]).isCloseTo(numbers[i], within(1e-7));
        }
    }

    @ParameterizedTest
    @CsvSource({TEXT + ",16", VLLM + ",150"})
    void theOrderOfManyIsKept(String model, int calls) throws Exception {
        List<String> texts = IntStream.range(0, calls == 16 ? 1000 : calls)
                .mapToObj(i -> "\"text number " + i + "\"")
                .toList();
        int before = triton.requestCount();
        JsonNode answer = ask(model, "\"input\":" + texts);
        assertThat(triton.requestCount() - before).isEqualTo(calls);
        assertThat(answer.path("data")).hasSize(texts.size());
        for (int i = 0; i < texts.size(); i += 37) {
            assertThat(vector(answer, i)).containsExactly(vector(ask(model, "\"input\":" + texts.get(i)), 0));
        }
    }

    @Test
    void vllmCountsTheTokens() throws Exception {
        JsonNode usage = ask(VLLM, "\"input\":[\"one two three\",\"four\"]").path("usage");
        assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(4);
        assertThat(usage.path("total_tokens").asInt()).isEqualTo(4);
        assertThat(usage.has("estimated")).isFalse();
    }

    @Test
    void theTokensOfTextsAreEstimatedWithoutATokenizer() throws Exception {
        assertThat(ask(TEXT, "\"input\":[\"one two three\",\"four\"]").path("usage"))
                .hasToString("{\"prompt_tokens\":6,\"total_tokens\":6,\"estimated\":true}");
    }

    @Test
    void textsAndVectorsAreBinaryTensors() throws Exception {
        ask(TEXT, "\"input\":[\"one\",\"two\"],\"user\":\"somebody\"");
        RecordedRequest request = triton.takeRequest(Duration.ofSeconds(5));
        assertThat(request.path()).isEqualTo("/v2/models/bge-m3/infer");
        assertThat(request.headers())
                .containsEntry("content-type", "application/octet-stream")
                .containsKey("inference-header-content-length");
        assertThat(request.body())
                .startsWith(
                        "{\"inputs\":[{\"name\":\"TEXT\",\"shape\":[2,1],\"datatype\":\"BYTES\",\"parameters\":"
                                + "{\"binary_data_size\":14}}],\"outputs\":[{\"name\":\"EMBEDDING\",\"parameters\":{\"binary_data\":true}}]}")
                .endsWith("\3\0\0\0one\3\0\0\0two");
    }

    @Test
    void vllmGetsItsOwnRequest() throws Exception {
        JsonNode answer = ask(VLLM, "\"input\":[[1,2,3]],\"dimensions\":8");
        assertThat(vector(answer, 0)).hasSize(8);
        RecordedRequest request = triton.takeRequest(Duration.ofSeconds(5));
        assertThat(request.path()).isEqualTo("/v2/models/" + VLLM + "/generate");
        JsonNode body = OpenAiJson.mapper().readTree(request.body());
        assertThat(body.path("embedding_request").asText())
                .isEqualTo("{\"input\":[1,2,3],\"pooling_params\":{\"dimensions\":[8]}}");
        assertThat(body.path("return_num_input_tokens").asBoolean()).isTrue();
        assertThat(body.path("text_input").asText("none")).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"model\":\"bge-m3\"|input|Missing required parameter: 'input'.",
                "\"model\":\"bge-m3\",\"input\":null|input|Missing required parameter: 'input'.",
                "\"model\":\"bge-m3\",\"input\":\"\"|input|Invalid 'input': expected a string that is not empty.",
                "\"model\":\"bge-m3\",\"input\":[]|input|Invalid 'input': expected at least one input, but the array is empty.",
                "\"model\":\"bge-m3\",\"input\":[\"a\",\"\"]|input[1]|Invalid 'input[1]': expected a string that is not empty.",
                "\"model\":\"bge-m3\",\"input\":[[]]|input[0]|Invalid 'input[0]': expected at least one token.",
                "\"model\":\"bge-m3\",\"input\":[1,2]|input|Invalid 'input': this model takes no token ids. Send text.",
                "\"model\":\"bge-m3\",\"input\":[[1],[2]]|input[0]|Invalid 'input[0]': this model takes no token"
                        + " ids. Send text.",
                "\"model\":\"Qwen3-Embedding-0.6B\",\"input\":[-1]|input|Invalid 'input': -1 is not a token id.",
                "\"model\":\"bge-m3\",\"input\":\"\\ud800\"|input|Invalid text in 'input': unpaired surrogate at"
                        + " position 0.",
                "\"model\":\"bge-m3\",\"input\":\"a\",\"encoding_format\":\"int8\"|encoding_format|Invalid value for 'encoding_format': expected 'float' or 'base64'.",
                "\"model\":\"bge-m3\",\"input\":\"a\",\"dimensions\":0|dimensions|Invalid value for 'dimensions': expected 1 or more, but got 0.",
                "\"model\":\"bge-m3\",\"input\":\"a\",\"dimensions\":8|dimensions|'dimensions' is not supported by"
                        + " this model: its vectors have 384 dimensions. Leave the field out.",
                "\"model\":\"bge-m3\",\"input\":\"a\",\"input_type\":\"query\"|input_type|'input_type' is not"
                        + " supported: the model's definition in the gateway sets how texts are encoded. Leave the"
                        + " field out.",
                "\"input\":\"a\"|model|Missing required parameter: 'model'."
            })
    void whatIsWrongIsRefusedByName(String fields, String param, String message) throws Exception {
        HttpResponse<String> answer = post("{" + fields + "}");
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode error = OpenAiJson.mapper().readTree(answer.body()).path("error");
        assertThat(error.path("message").asText()).isEqualTo(message);
        assertThat(error.path("param").asText()).isEqualTo(param);
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "{}", "true", "[\"a\",1]", "[1,\"a\"]", "[[1],\"a\"]", "[[\"a\"]]", "[1.5]", "[null]"})
    void anInputOfAnotherTypeIsRefused(String input) throws Exception {
        HttpResponse<String> answer = post("{\"model\":\"bge-m3\",\"input\":" + input + "}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(OpenAiJson.mapper()
                        .readTree(answer.body())
                        .at("/error/message")
                        .asText())
                .startsWith(
                        "Invalid type for 'input': expected a string, an array of strings, an array of token ids, or"
                                + " an array of such arrays");
    }

    @Test
    void moreThan2048InputsAreRefused() throws Exception {
        HttpResponse<String> answer = post("{\"model\":\"bge-m3\",\"input\":["
                + IntStream.range(0, 2049).mapToObj(i -> "\"a\"").collect(Collectors.joining(",")) + "]}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("at most 2048 inputs, but got 2049").contains("\"param\":\"input\"");
    }

    @Test
    void theModelsOwnNumberOfDimensionsMayBeAskedFor() throws Exception {
        assertThat(vector(ask(TEXT, "\"input\":\"a\",\"dimensions\":384"), 0)).hasSize(384);
    }

    @Test
    void modelsAreFoundByTheirNames() throws Exception {
        assertThat(ask("text-embedding-3-small", "\"input\":\"a\"")
                        .path("model")
                        .asText())
                .isEqualTo(TEXT);
        HttpResponse<String> unknown = post("{\"model\":\"other\",\"input\":\"a\"}");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("\"model_not_found\"");
    }

    @Test
    void modelsOfBothKindsAreListed() {
        assertThat(gateway.get("/v1/models").body())
                .contains("\"id\":\"bge-m3\"")
                .contains("\"id\":\"Meta-Llama-3.1-8B-Instruct\"");
        assertThat(gateway.get("/v1/models/bge-m3").statusCode()).isEqualTo(200);
    }

    @Test
    void aModelOfAnotherKindIsRefused() {
        HttpResponse<String> chat = gateway.chat(GatewayServer.request("hi", "\"model\":\"bge-m3\""));
        assertThat(chat.statusCode()).isEqualTo(400);
        assertThat(chat.body())
                .contains("The model 'bge-m3' does not support this endpoint. Use /v1/embeddings.")
                .contains("\"param\":\"model\"");
        HttpResponse<String> embedding = post("{\"model\":\"llama-8b\",\"input\":\"a\"}");
        assertThat(embedding.statusCode()).isEqualTo(400);
        assertThat(embedding.body()).contains("Use /v1/chat/completions");
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        TEXT + ",at-once,502,triton_error",
        TEXT + ",unavailable,503,model_overloaded",
        TEXT + ",not-ready,503,model_not_ready",
        TEXT + ",unknown-model,404,model_not_found",
        TEXT + ",not-json,502,triton_bad_answer",
        TEXT + ",no-text,502,triton_bad_answer",
        TEXT + ",reset,503,triton_unreachable",
        VLLM + ",at-once,502,triton_error",
        VLLM + ",unavailable,503,model_overloaded",
        VLLM + ",too-long,400,context_length_exceeded",
        VLLM + ",no-text,502,triton_bad_answer",
        VLLM + ",under-200,502,triton_error"
    })
    void failuresOfTritonAreTold(String model, String fault, int status, String code) throws Exception {
        HttpResponse<String> answer =
                post("{\"model\":\"" + model + "\",\"input\":[\"a\",\"@@fail=" + fault + "\",\"b\"]}");
        assertThat(answer.body()).contains("\"" + code + "\"");
        assertThat(answer.statusCode()).isEqualTo(status);
        // and the next is answered
        assertThat(ask(model, "\"input\":\"a\"").path("data")).hasSize(1);
    }

    @Test
    void theDefinitionLimitsTheConcurrentCallsOfARequest() throws Exception {
        String texts = IntStream.range(0, 40)
                .mapToObj(i -> "\"@@ttft=1000 text " + i + "\"")
                .collect(Collectors.joining(","));
        CompletableFuture<HttpResponse<String>> answer = gateway.sendAsync(
                request("{\"model\":\"" + VLLM + "\",\"input\":[" + texts + "]}"), BodyHandlers.ofString());
        await().atMost(SOON).until(() -> triton.inFlight() == 32);
        assertThat(answer.get().statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {TEXT, VLLM})
    void theCallsOfAClientThatLeavesEnd(String model) throws Exception {
        String json = "{\"model\":\"" + model + "\",\"input\":[\"a\",\"@@fail=hang\"]}";
        try (Socket client = new Socket("127.0.0.1", gateway.port())) {
            client.getOutputStream()
                    .write(
                            ("POST /v1/embeddings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                                            + json.length() + "\r\n\r\n" + json)
                                    .getBytes(StandardCharsets.UTF_8));
            await().atMost(SOON).until(() -> triton.inFlight() == 1);
        }
        await().atMost(SOON).until(() -> triton.inFlight() == 0);
    }
}

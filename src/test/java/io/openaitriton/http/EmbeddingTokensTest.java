package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.EmbeddingRoutes;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.WordPieceFile;
import io.openaitriton.simulator.RecordedRequest;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Embeddings of models that take tokens, and what a tokenizer does for others. */
@Timeout(60)
@ExtendWith(GatewayExtension.class)
class EmbeddingTokensTest {
    @TempDir
    private static Path folder;

    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) throws IOException {
        triton = gateways.simulator(SimulatorSettings.defaults()
                .withModels(
                        "Meta-Llama-3.1-8B-Instruct",
                        "all-MiniLM-L6-v2=embedding-tokens",
                        "cut=embedding-tokens",
                        "ready=embedding-tokens+ready",
                        "texts=embedding-text",
                        "cut-texts=embedding-text",
                        "cut-vllm=embedding-vllm",
                        "short=embedding-tokens"));
        String tokenizer = "tokenizer: " + WordPieceFile.in(folder);
        String url = triton.url();
        EmbeddingRoutes routes = EmbeddingRoutes.in(folder.resolve("routes"))
                .add("all-minilm", url, tokenizer, "contextLength: 12", "truncate: false")
                .addAs("cut", "all-minilm", url, tokenizer, "contextLength: 5", "truncate: true")
                .addAs("ready", "all-minilm", url, tokenizer, "pooling: auto")
                .addAs("short", "all-minilm", url, tokenizer, "shortens: true")
                .addAs("texts", "bge-m3", url, tokenizer, "contextLength: 5")
                .addAs("cut-texts", "bge-m3", url, tokenizer, "contextLength: 5", "truncate: true")
                .addAs("cut-vllm", "qwen3-embedding", url, tokenizer, "contextLength: 5", "truncate: true");
        gateway = gateways.start(triton, "camel.main.routes-include-pattern", routes.pattern());
    }

    @BeforeEach
    void forget() throws InterruptedException {
        while (triton.takeRequest(Duration.ZERO) != null) {
            // of the test before
        }
    }

    private static HttpResponse<String> post(String model, String input, String more) {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri("/v1/embeddings"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"model\":\"" + model + "\",\"input\":" + input + more + "}"))
                .build();
        return gateway.send(request, BodyHandlers.ofString());
    }

    private static JsonNode ask(String model, String input) throws JsonProcessingException {
        return ask(model, input, "");
    }

    private static JsonNode ask(String model, String input, String more) throws JsonProcessingException {
        HttpResponse<String> answer = post(model, input, more);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return OpenAiJson.mapper().readTree(answer.body());
    }

    private static float[] vector(JsonNode answer, int index) throws JsonProcessingException {
        return OpenAiJson.mapper().treeToValue(answer.at("/data/" + index + "/embedding"), float[].class);
    }

    private static double cosine(float[] one, float[] other) {
        double product = 0;
        for (int i = 0; i < one.length; i++) {
            product += one[i] * other[i];
        }
        return product;
    }

    private static RecordedRequest request() throws InterruptedException {
        return triton.takeRequest(Duration.ofSeconds(5));
    }

    @Test
    void textsAreTokenisedAndTheVectorsOfTheirTokensBecomeOne() throws Exception {
        JsonNode answer = ask("all-MiniLM-L6-v2", "[\"the cat sat\",\"the cat sat on the mat\",\"rates rose\"]");
        float[] first = vector(answer, 0);
        double near = cosine(first, vector(answer, 1));
        assertThat(near).isGreaterThan(0.6).isGreaterThan(cosine(first, vector(answer, 2)) + 0.1);
        assertThat(cosine(first, first)).isCloseTo(1, within(1e-5));
        // [CLS] and [SEP] around each
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(5 + 8 + 4);
        RecordedRequest request = request();
        assertThat(request.path()).isEqualTo("/v2/models/all-MiniLM-L6-v2/infer");
        assertThat(request.body())
                .contains("\"input_ids\",\"shape\":[3,8],\"datatype\":\"INT64\"")
                .contains("\"attention_mask\",\"shape\":[3,8]")
                .contains("\"token_type_ids\",\"shape\":[3,8]");
    }

    @Test
    void paddingChangesNoVector() throws Exception {
        float[] alone = vector(ask("all-MiniLM-L6-v2", "\"rates rose\""), 0);
        float[] padded = vector(ask("all-MiniLM-L6-v2", "[\"the cat sat on the mat\",\"rates rose\"]"), 1);
        assertThat(padded).containsExactly(alone, within(1e-6f));
    }

    @Test
    void tokensMayBeSentAsTheyAre() throws Exception {
        float[] text = vector(ask("all-MiniLM-L6-v2", "\"the cat\""), 0);
        JsonNode tokens = ask(
                "all-MiniLM-L6-v2",
                "[" + WordPieceFile.CLS + "," + WordPieceFile.id("the") + "," + WordPieceFile.id("cat") + ","
                        + WordPieceFile.SEP + "]");
        assertThat(vector(tokens, 0)).containsExactly(text, within(1e-6f));
        assertThat(tokens.at("/usage/prompt_tokens").asInt()).isEqualTo(4);
    }

    @Test
    void anIdThatTheTokenizerDoesNotHaveIsRefused() {
        HttpResponse<String> answer = post("all-MiniLM-L6-v2", "[[1,2],[12,13]]", "");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("Invalid 'input[1]': 13 is not the id of a token, as this model's last is 12.")
                .contains("\"param\":\"input[1]\"");
    }

    @Test
    void aReadyVectorIsTaken() throws Exception {
        float[] pooled = vector(ask("all-MiniLM-L6-v2", "\"the cat sat\""), 0);
        float[] ready = vector(ask("ready", "\"the cat sat\""), 0);
        // not of length 1, as the model gave it
        assertThat(cosine(ready, ready)).isLessThan(0.9);
        assertThat(cosine(pooled, ready) / Math.sqrt(cosine(ready, ready))).isCloseTo(1, within(1e-5));
    }

    @Test
    void anInputLongerThanTheContextIsRefusedByName() {
        HttpResponse<String> answer =
                post("all-MiniLM-L6-v2", "[\"the cat\",\"the cat sat on the mat the cat sat on the mat\"]", "");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("This model takes at most 12 tokens, but 'input[1]' has 14.")
                .contains("\"param\":\"input[1]\"")
                .contains("\"context_length_exceeded\"");
        answer = post("texts", "\"the cat sat on the mat\"", "");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("at most 5 tokens, but 'input' has 8")
                .contains("\"param\":\"input\"");
        assertThat(triton.requestCount()).isNotNegative();
    }

    @Test
    void orTruncatedIfTheDefinitionSaysSo() throws Exception {
        JsonNode cut = ask("cut", "\"the cat sat on the mat\"");
        assertThat(cut.at("/usage/prompt_tokens").asInt()).isEqualTo(5);
        // [CLS] the cat sat [SEP]
        assertThat(vector(cut, 0)).containsExactly(vector(ask("cut", "\"the cat sat\""), 0), within(1e-6f));
        assertThat(ask("cut", "[1,2,3,4,5,6,7]").at("/usage/prompt_tokens").asInt())
                .isEqualTo(5);
    }

    @Test
    void aTextIsTruncatedAtTheEndOfAToken() throws Exception {
        JsonNode cut = ask("cut-texts", "\"the cat sat on the mat\"");
        assertThat(cut.at("/usage/prompt_tokens").asInt()).isEqualTo(5);
        assertThat(request().body()).endsWith("the cat sat ");
    }

    @Test
    void vllmGetsTheTokensOfATruncatedText() throws Exception {
        assertThat(ask("cut-vllm", "\"the cat sat on the mat\"")
                        .at("/usage/prompt_tokens")
                        .asInt())
                .isEqualTo(5);
        assertThat(request().body()).contains("\\\"input\\\":[" + WordPieceFile.CLS + ",");
        ask("cut-vllm", "\"the cat\"");
        assertThat(request().body()).contains("\\\"input\\\":\\\"the cat\\\"");
    }

    @Test
    void vectorsAreShortenedIfTheDefinitionSaysSo() throws Exception {
        float[] whole = vector(ask("short", "\"the cat sat\""), 0);
        float[] half = vector(ask("short", "\"the cat sat\"", ",\"dimensions\":64"), 0);
        assertThat(half).hasSize(64);
        assertThat(cosine(half, half)).isCloseTo(1, within(1e-5));
        assertThat(half[3] / half[0]).isCloseTo(whole[3] / whole[0], within(1e-3f));
        HttpResponse<String> answer = post("short", "\"a\"", ",\"dimensions\":385");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("expected at most 384, but got 385").contains("\"param\":\"dimensions\"");
    }
}

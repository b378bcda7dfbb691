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

/** Cross-encoders that take tokens, and what a tokenizer does for others. */
@Timeout(60)
@ExtendWith(GatewayExtension.class)
class RerankTokensTest {
    private static final String CAT = "the cat sat on the mat";

    @TempDir
    private static Path folder;

    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) throws IOException {
        triton = gateways.simulator(SimulatorSettings.defaults()
                .withModels(
                        "Meta-Llama-3.1-8B-Instruct",
                        "ms-marco-MiniLM-L-6-v2=rerank-tokens",
                        "two=rerank-tokens+two",
                        "raw=rerank-tokens",
                        "cut=rerank-tokens",
                        "second=rerank-tokens",
                        "texts=rerank-text"));
        String tokenizer = "tokenizer: " + WordPieceFile.in(folder);
        String url = triton.url();
        EmbeddingRoutes routes = EmbeddingRoutes.in(folder.resolve("routes"))
                .add("ms-marco-minilm", url, tokenizer, "contextLength: 12", "truncate: false")
                .addAs("two", "ms-marco-minilm", url, tokenizer)
                .addAs("raw", "ms-marco-minilm", url, tokenizer, "activation: none")
                .addAs("cut", "ms-marco-minilm", url, tokenizer, "contextLength: 8")
                .addAs("second", "ms-marco-minilm", url, tokenizer, "contextLength: 8", "truncation: only_second")
                .addAs("texts", "bge-reranker", url, tokenizer, "contextLength: 8", "truncate: true");
        gateway = gateways.start(triton, "camel.main.routes-include-pattern", routes.pattern());
    }

    @BeforeEach
    void forget() throws InterruptedException {
        while (triton.takeRequest(Duration.ZERO) != null) {
            // of the test before
        }
    }

    private static HttpResponse<String> post(String model, String first, String seconds) {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri("/v1/score"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"model\":\"" + model + "\",\"text_1\":\"" + first + "\",\"text_2\":" + seconds + "}"))
                .build();
        return gateway.send(request, BodyHandlers.ofString());
    }

    private static JsonNode ask(String model, String first, String seconds) throws JsonProcessingException {
        HttpResponse<String> answer = post(model, first, seconds);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return OpenAiJson.mapper().readTree(answer.body());
    }

    private static double score(JsonNode answer, int index) {
        return answer.at("/data/" + index + "/score").doubleValue();
    }

    private static RecordedRequest request() throws InterruptedException {
        return triton.takeRequest(Duration.ofSeconds(5));
    }

    private static double sigmoid(double number) {
        return 1 / (1 + Math.exp(-number));
    }

    @Test
    void pairsAreTokenisedWithTheirTypesAndPadded() throws Exception {
        JsonNode answer = ask("ms-marco-MiniLM-L-6-v2", "cat mat", "[\"rates rose\",\"" + CAT + "\",\"the cat\"]");
        assertThat(score(answer, 1)).isGreaterThan(score(answer, 2));
        assertThat(score(answer, 2)).isGreaterThan(score(answer, 0));
        // [CLS] a [SEP] b [SEP]
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(7 + 11 + 7);
        assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(25);
        RecordedRequest request = request();
        assertThat(request.path()).isEqualTo("/v2/models/ms-marco-MiniLM-L-6-v2/infer");
        assertThat(request.body())
                .contains("\"input_ids\",\"shape\":[3,11],\"datatype\":\"INT64\"")
                .contains("\"attention_mask\",\"shape\":[3,11]")
                .contains("\"token_type_ids\",\"shape\":[3,11]");
    }

    @Test
    void paddingChangesNoScore() throws Exception {
        JsonNode padded = ask("ms-marco-MiniLM-L-6-v2", "cat mat", "[\"the cat\",\"" + CAT + "\"]");
        JsonNode alone = ask("ms-marco-MiniLM-L-6-v2", "cat mat", "\"the cat\"");
        assertThat(score(padded, 0)).isEqualTo(score(alone, 0));
    }

    @Test
    void oneLogitTwoLogitsAndTheNumberItselfAreScores() throws Exception {
        // the simulator: of [CLS] cat [SEP] the document has cat and [SEP]
        double logit = 8 * 2 / 3.0 - 4;
        assertThat(score(ask("raw", "cat", "\"the cat\""), 0)).isCloseTo(logit, within(1e-6));
        assertThat(score(ask("ms-marco-MiniLM-L-6-v2", "cat", "\"the cat\""), 0))
                .isCloseTo(sigmoid(logit), within(1e-6));
        assertThat(score(ask("two", "cat", "\"the cat\""), 0)).isCloseTo(sigmoid(logit), within(1e-6));
    }

    @Test
    void aPairThatIsTooLongIsRefusedByName() {
        HttpResponse<String> answer =
                post("ms-marco-MiniLM-L-6-v2", "the cat sat", "[\"the cat\",\"" + CAT + " " + CAT + "\"]");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("This model takes at most 12 tokens a pair, but 'text_2[1]' and the text paired")
                .contains("\"param\":\"text_2[1]\"")
                .contains("\"context_length_exceeded\"");
        answer = post("ms-marco-MiniLM-L-6-v2", CAT + " " + CAT, "\"the cat\"");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("'text_1' leaves no room for a second text")
                .contains("\"param\":\"text_1\"");
    }

    @Test
    void orTruncatedIfTheDefinitionSaysSo() throws Exception {
        JsonNode cut = ask("cut", CAT, "\"rates rose rates rose\"");
        assertThat(cut.at("/usage/prompt_tokens").asInt()).isEqualTo(8);
        assertThat(request().body()).contains("\"shape\":[1,8]");
        // only the second: the first is whole, or refused
        assertThat(ask("second", "the cat", "\"" + CAT + "\"")
                        .at("/usage/prompt_tokens")
                        .asInt())
                .isEqualTo(8);
        HttpResponse<String> answer = post("second", CAT, "\"rates\"");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"param\":\"text_1\"");
    }

    @Test
    void theSecondTextIsTruncatedForAModelThatTakesTexts() throws Exception {
        JsonNode cut = ask("texts", "the cat", "\"" + CAT + "\"");
        assertThat(cut.at("/usage/prompt_tokens").asInt()).isEqualTo(8);
        assertThat(request().body()).endsWith("the cat sat ");
    }
}

package io.openaitriton.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.store.embedding.CosineSimilarity;
import io.openaitriton.Gateway;
import io.openaitriton.simulator.TritonSimulator;
import io.openaitriton.standalone.Standalone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;

/** LangChain4j, Spring AI and clients for JavaScript get embeddings. */
class EmbeddingClientsTest {
    private static final String MODEL = "Qwen3-Embedding-0.6B";
    private static final String ROUTE = "qwen3-embedding.camel.yaml";
    private static final List<String> TEXTS =
            List.of("the cat sat on the mat", "the cat lay on the mat", "interest rates rose sharply");

    private static TritonSimulator triton;
    private static Main main;
    private static String url;

    @BeforeAll
    static void start() throws IOException {
        triton = TritonSimulator.start("Meta-Llama-3.1-8B-Instruct", MODEL + "=embedding-vllm");
        main = Gateway.create();
        // to the routes of the jar, which are on the class path
        Files.copy(
                Path.of("..", "embeddings", ROUTE),
                Path.of("target", "test-classes", ROUTE),
                StandardCopyOption.REPLACE_EXISTING);
        main.addOverrideProperty(
                "camel.main.routes-include-pattern", "classpath:openai-triton/routes/*.yaml,classpath:" + ROUTE);
        main.addOverrideProperty("camel.server.port", "0");
        main.addOverrideProperty("simulator.enabled", "false");
        main.addOverrideProperty("triton.llama-8b.url", triton.url());
        main.addOverrideProperty("triton.llama-70b.url", triton.url());
        main.addOverrideProperty("triton.qwen3-embedding.url", triton.url());
        main.start();
        int port = main.getMainListeners().stream()
                .filter(Standalone.class::isInstance)
                .map((MainListener listener) -> ((Standalone) listener).port())
                .findFirst()
                .orElseThrow();
        url = "http://127.0.0.1:" + port + "/v1";
    }

    @AfterAll
    static void stop() {
        main.stop();
        triton.close();
    }

    private static OpenAiEmbeddingModel langChain4j(String model) {
        return OpenAiEmbeddingModel.builder()
                .baseUrl(url)
                .apiKey("none")
                .modelName(model)
                .maxRetries(0)
                .build();
    }

    @Test
    void langChain4jGetsTheVectorsOfSegments() {
        Response<List<Embedding>> answer = langChain4j(MODEL)
                .embedAll(TEXTS.stream().map(TextSegment::from).toList());
        List<Embedding> vectors = answer.content();
        assertThat(vectors).hasSize(3);
        assertThat(CosineSimilarity.between(vectors.get(0), vectors.get(1))).isGreaterThan(0.7);
        assertThat(CosineSimilarity.between(vectors.get(0), vectors.get(2))).isLessThan(0.3);
        assertThat(answer.tokenUsage().inputTokenCount()).isPositive();
    }

    @Test
    void langChain4jIsToldWhatIsWrong() {
        assertThatThrownBy(() -> langChain4j("other").embed("a")).isInstanceOf(ModelNotFoundException.class);
    }

    @Test
    void springAiGetsTheVectorsOfTexts() {
        org.springframework.ai.openai.OpenAiEmbeddingModel model =
                org.springframework.ai.openai.OpenAiEmbeddingModel.builder()
                        .options(OpenAiEmbeddingOptions.builder()
                                .baseUrl(url)
                                .apiKey("none")
                                .model(MODEL)
                                .build())
                        .build();
        EmbeddingResponse answer = model.embedForResponse(TEXTS);
        assertThat(answer.getResults()).hasSize(3);
        assertThat(answer.getResults().get(0).getOutput()).hasSize(384);
        assertThat(answer.getMetadata().getUsage().getPromptTokens()).isPositive();
    }

    @Test
    void clientsForJavaScriptGetThem() throws Exception {
        Path folder = Path.of("target", "node");
        try {
            NodeProcess.run(folder, Map.of(), 1, "npm", "--version");
        } catch (IOException e) {
            abort("there is no npm here");
        }
        NodeProcess installed = NodeProcess.run(
                folder, Map.of(), 5, "npm", "ci", "--prefer-offline", "--ignore-scripts", "--loglevel=error");
        assertThat(installed.exitCode()).as(installed.output()).isZero();
        NodeProcess tests = NodeProcess.run(
                folder, Map.of("GATEWAY_URL", url), 3, "node", "--test", "--test-reporter=tap", "embeddings.test.mjs");
        assertThat(tests.exitCode()).as(tests.output()).isZero();
        assertThat(tests.output()).containsPattern("(?m)^# pass [1-9]").contains("# skipped 0");
    }
}

package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.errors.BadRequestException;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import io.openaitriton.junit.EmbeddingRoutes;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.OpenAiJava;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The official Java client gets embeddings as it expects them; it requests base64 by default. */
@ExtendWith(GatewayExtension.class)
class OpenAiJavaEmbeddingsTest {
    @TempDir
    private static Path folder;

    private static TritonSimulator triton;
    private static OpenAIClient client;

    @BeforeAll
    static void start(Gateways gateways) throws IOException {
        triton = gateways.simulator(SimulatorSettings.defaults()
                .withModels(
                        "Meta-Llama-3.1-8B-Instruct", "Qwen3-Embedding-0.6B=embedding-vllm", "bge-m3=embedding-text"));
        EmbeddingRoutes routes = EmbeddingRoutes.in(folder.resolve("routes"))
                .add("bge-m3", triton.url())
                .add("qwen3-embedding", triton.url());
        GatewayServer gateway = gateways.start(triton, "camel.main.routes-include-pattern", routes.pattern());
        client = OpenAiJava.client(gateway);
    }

    @AfterAll
    static void stop() {
        client.close();
    }

    private static EmbeddingCreateParams.Builder request(String model) {
        return EmbeddingCreateParams.builder().model(model);
    }

    @Test
    void vectorsComeInTheOrderOfTheTexts() {
        CreateEmbeddingResponse answer = client.embeddings()
                .create(request("Qwen3-Embedding-0.6B")
                        .inputOfArrayOfStrings(List.of("one two", "three"))
                        .build());
        answer.validate();
        assertThat(answer.model()).isEqualTo("Qwen3-Embedding-0.6B");
        assertThat(answer.usage().promptTokens()).isEqualTo(3);
        assertThat(answer.data()).extracting(one -> one.index()).containsExactly(0L, 1L);
        assertThat(answer.data().get(0).embedding()).hasSize(384);
    }

    @Test
    void tokensThatNobodyCountsAreMarked() {
        CreateEmbeddingResponse answer = client.embeddings()
                .create(request("bge-m3").input("one two three").build());
        answer.validate();
        assertThat(answer.usage().promptTokens()).isEqualTo(4);
        assertThat(answer.usage().toString()).contains("estimated=true");
    }

    @Test
    void asNumbersTheyAreTheSame() {
        List<Float> encoded = client.embeddings()
                .create(request("Qwen3-Embedding-0.6B").input("one two").build())
                .data()
                .get(0)
                .embedding();
        List<Float> numbers = client.embeddings()
                .create(request("Qwen3-Embedding-0.6B")
                        .input("one two")
                        .encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                        .build())
                .data()
                .get(0)
                .embedding();
        assertThat(encoded).isEqualTo(numbers);
    }

    @Test
    void aRefusalIsABadRequest() {
        assertThatThrownBy(() ->
                        client.embeddings().create(request("bge-m3").input("").build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("expected a string that is not empty");
    }
}

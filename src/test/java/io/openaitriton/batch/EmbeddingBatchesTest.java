package io.openaitriton.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.junit.BatchClient;
import io.openaitriton.junit.EmbeddingRoutes;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Batches of embeddings. */
@ExtendWith(GatewayExtension.class)
@Timeout(60)
class EmbeddingBatchesTest {
    @TempDir
    private Path folder;

    @Test
    void linesMayRequestEmbeddings(Gateways gateways) throws IOException {
        TritonSimulator triton = gateways.simulator(SimulatorSettings.defaults().withModels("bge-m3=embedding-text"));
        EmbeddingRoutes routes = EmbeddingRoutes.in(folder.resolve("routes")).add("bge-m3", triton.url());
        BatchClient client = new BatchClient(gateways.start(
                        triton,
                        "camel.main.routes-include-pattern",
                        routes.pattern(),
                        "openai.batch-folder",
                        folder.resolve("batches").toString())
                .url());
        JsonNode batch = client.awaitEnd(client.begin(
                List.of(BatchClient.line("a", "/v1/embeddings", "{\"model\":\"bge-m3\",\"input\":[\"hi\",\"ho\"]}")),
                "/v1/embeddings"));
        assertThat(batch.path("request_counts").path("completed").asInt()).isEqualTo(1);
        JsonNode answer =
                client.lines(batch.path("output_file_id").asText()).get(0).at("/response/body");
        assertThat(answer.path("data")).hasSize(2);
        assertThat(answer.at("/data/1/embedding")).isNotEmpty();
    }
}

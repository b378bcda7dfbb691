package io.openaitriton.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.openaitriton.api.batches.Batch;
import io.openaitriton.api.batches.BatchRequest;
import io.openaitriton.api.batches.BatchStatus;
import io.openaitriton.api.files.FileObject;
import io.openaitriton.generation.ApiException;
import io.openaitriton.junit.BatchClient;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Batches in an application without the gateway's HTTP server and edges. */
@Timeout(60)
class EmbeddedBatchTest {
    @TempDir
    private Path folder;

    private TritonSimulator triton;
    private Main main;

    @BeforeEach
    void start() {
        triton = TritonSimulator.start(SimulatorSettings.defaults());
        main = new Main();
        main.setPropertyPlaceholderLocations("classpath:openai-triton/defaults.properties");
        main.addOverrideProperty("triton.llama-8b.url", triton.url());
        main.addOverrideProperty("triton.llama-70b.url", triton.url());
        main.addOverrideProperty(
                "camel.main.routes-include-pattern",
                "file:routes/openai-*.yaml,file:routes/triton-*.yaml,file:routes/llama-*.yaml");
        main.addOverrideProperty("camel.main.routes-exclude-pattern", "**/openai-http-*");
    }

    @AfterEach
    void stop() {
        main.stop();
        triton.close();
    }

    @Test
    void aBatchRunsIfTheFolderIsSet() throws Exception {
        main.addOverrideProperty("openai.batch-folder", folder.toString());
        main.start();
        ProducerTemplate template = main.getCamelTemplate();
        File input = Files.write(folder.resolve("arrived"), List.of(BatchClient.chat("a", "hi")))
                .toFile();
        FileObject file = (FileObject) template.requestBodyAndHeaders(
                "bean:openaiFiles?method=upload", input, Map.of("purpose", "batch", "CamelFileName", "in.jsonl"));
        assertThat(file.filename()).isEqualTo("in.jsonl");
        Batch made = (Batch) template.requestBody(
                "bean:openaiBatches?method=create",
                new BatchRequest(file.id(), "/v1/chat/completions", "24h", null, null));
        Batch batch = await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> (Batch)
                                template.requestBodyAndHeader("bean:openaiBatches?method=get", null, "id", made.id()),
                        now -> now.status() == BatchStatus.COMPLETED);
        File output = (File)
                template.requestBodyAndHeader("bean:openaiFiles?method=content", null, "id", batch.outputFileId());
        assertThat(output).content().contains("\"custom_id\":\"a\"", "chat.completion");
        // the edge of embeddings is not there, nor is another
        assertThatThrownBy(() -> template.requestBody(
                        "bean:openaiBatches?method=create",
                        new BatchRequest(file.id(), "/v1/nothing", "24h", null, null)))
                .hasRootCauseInstanceOf(ApiException.class)
                .rootCause()
                .hasMessageContaining("/v1/chat/completions");
    }

    @Test
    void withoutAFolderTheyAreOff() {
        main.start();
        assertThatThrownBy(() -> main.getCamelTemplate().requestBody("bean:openaiFiles?method=list", ""))
                .rootCause()
                .hasMessageContaining("openai.batch-folder");
    }

    @Test
    void aFolderThatCannotBeWrittenToStopsTheStart() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        main.addOverrideProperty("openai.batch-folder", file.toString());
        assertThatThrownBy(main::start).hasStackTraceContaining("'openai.batch-folder' must be a folder");
    }
}

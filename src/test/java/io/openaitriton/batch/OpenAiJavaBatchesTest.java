package io.openaitriton.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.core.http.HttpResponse;
import com.openai.errors.NotFoundException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.batches.BatchListParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import io.openaitriton.junit.BatchClient;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.OpenAiJava;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The official Java client stores files and makes batches, with its checks of every object. */
@ExtendWith(GatewayExtension.class)
class OpenAiJavaBatchesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static OpenAIClient client;

    @BeforeAll
    static void start(Gateways gateways) {
        client = OpenAiJava.client(gateways.start(
                gateways.triton(),
                "openai.batch-folder",
                folder.resolve("batches").toString()));
    }

    @AfterAll
    static void stop() {
        client.close();
    }

    @Test
    void aBatchGoesFromItsFileToItsResults() throws IOException {
        FileObject input = upload(List.of(BatchClient.chat("a", "hi"), BatchClient.chat("b", "ho")));
        assertThat(input.filename()).isEqualTo("input.jsonl");
        assertThat(client.files().retrieve(input.id()).validate()).isEqualTo(input);

        Batch made = create(input);
        assertThat(made.status()).isEqualTo(Batch.Status.VALIDATING);
        Batch batch = awaitEnd(made);
        assertThat(batch.status()).isEqualTo(Batch.Status.COMPLETED);
        assertThat(batch.requestCounts().orElseThrow().completed()).isEqualTo(2);
        assertThat(batch.errorFileId()).isEmpty();
        String output = batch.outputFileId().orElseThrow();
        try (HttpResponse content = client.files().content(output)) {
            assertThat(new String(content.body().readAllBytes(), StandardCharsets.UTF_8).lines())
                    .hasSize(2);
        }
        assertThat(client.files().list().autoPager()).extracting(FileObject::id).contains(input.id(), output);
        client.files().delete(input.id()).validate();
        assertThatThrownBy(() -> client.files().retrieve(input.id())).isInstanceOf(NotFoundException.class);
    }

    @Test
    void mistakesAreReportedByLineAndBatchesAreListed() throws IOException {
        Batch first = awaitEnd(create(upload(List.of(BatchClient.chat("a", "hi"), BatchClient.chat("a", "hi")))));
        assertThat(first.status()).isEqualTo(Batch.Status.FAILED);
        assertThat(first.errors().orElseThrow().data().orElseThrow())
                .extracting(
                        error -> error.code().orElseThrow(),
                        error -> error.line().orElseThrow())
                .containsExactly(org.assertj.core.groups.Tuple.tuple("duplicate_custom_id", 2L));
        Batch second = awaitEnd(create(upload(List.of(BatchClient.chat("a", "hi")))));
        assertThat(client.batches().list(BatchListParams.builder().limit(1).build()).autoPager().stream()
                        .limit(2))
                .extracting(Batch::id)
                .containsExactly(second.id(), first.id());
    }

    @Test
    void aBatchIsCancelled() throws IOException {
        Batch batch = create(upload(IntStream.range(0, 40)
                .mapToObj(i -> BatchClient.chat("c" + i, "@@tokens=2 @@delay=300"))
                .toList()));
        assertThat(client.batches().cancel(batch.id()).validate().cancellingAt())
                .isPresent();
        assertThat(awaitEnd(batch).status()).isEqualTo(Batch.Status.CANCELLED);
    }

    private static FileObject upload(List<String> lines) throws IOException {
        Path file = Files.write(folder.resolve("input.jsonl"), lines);
        return client.files()
                .create(FileCreateParams.builder()
                        .file(file)
                        .purpose(FilePurpose.BATCH)
                        .build())
                .validate();
    }

    private static Batch create(FileObject input) {
        return client.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId(input.id())
                        .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                        .completionWindow(BatchCreateParams.CompletionWindow._24H)
                        .build())
                .validate();
    }

    private static Batch awaitEnd(Batch batch) {
        return await().atMost(LIMIT)
                .until(
                        () -> client.batches().retrieve(batch.id()).validate(),
                        now -> List.of(Batch.Status.COMPLETED, Batch.Status.FAILED, Batch.Status.CANCELLED)
                                .contains(now.status()));
    }
}

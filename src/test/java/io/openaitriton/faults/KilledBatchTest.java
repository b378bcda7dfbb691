package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.junit.BatchClient;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Gateways in separate processes work on batches, and are killed. */
@Timeout(240)
class KilledBatchTest {
    private static final int LINES = 200;

    @TempDir
    Path root;

    @Test
    void everyLineHasOneOutcomeAfterGatewaysWereKilled() throws Exception {
        try (TritonSimulator triton = TritonSimulator.start(SimulatorSettings.defaults())) {
            String id;
            try (GatewayProcess first = start(triton)) {
                id = client(first).begin(lines(LINES));
                awaitOutcomes(30);
            }
            tear();
            try (GatewayProcess second = start(triton)) {
                assertThat(client(second).batch(id).path("status").asText()).isEqualTo("in_progress");
                awaitOutcomes(90);
            }
            try (GatewayProcess third = start(triton)) {
                BatchClient client = client(third);
                JsonNode batch = client.awaitEnd(id);
                assertThat(batch.path("status").asText()).isEqualTo("completed");
                assertThat(all(client, batch))
                        .extracting(line -> line.path("custom_id").asText())
                        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, LINES)
                                .mapToObj(i -> "id" + i)
                                .toList());
                assertThat(batch.path("request_counts").path("total").asInt()).isEqualTo(LINES);
                // only those in progress at a kill, and the incomplete one, are sent twice
                assertThat(triton.requestCount()).isLessThanOrEqualTo(LINES - LINES / 10 + 2 * 8 + 1);
            }
        }
    }

    @Test
    void twoGatewaysOnOneFolderDoNotWorkOnTheSameBatchAndOneGoesOnWhereTheOtherDied() throws Exception {
        try (TritonSimulator triton = TritonSimulator.start(SimulatorSettings.defaults());
                GatewayProcess other = start(triton)) {
            String id;
            try (GatewayProcess one = start(triton)) {
                id = client(one).begin(lines(60));
                awaitOutcomes(10);
                assertThat(client(other).batch(id).path("status").asText()).isEqualTo("in_progress");
            }
            BatchClient client = client(other);
            JsonNode batch = client.awaitEnd(id);
            assertThat(all(client, batch)).hasSize(60);
            assertThat(all(client, batch))
                    .extracting(line -> line.path("custom_id").asText())
                    .doesNotHaveDuplicates();
            assertThat(triton.requestCount()).isLessThanOrEqualTo(60 - 6 + 8);
        }
    }

    @Test
    void aBatchWhoseWindowPassedExpiresWithAnOutcomeForEachLine() throws Exception {
        try (TritonSimulator triton = TritonSimulator.start(SimulatorSettings.defaults())) {
            String id;
            try (GatewayProcess first = start(triton)) {
                id = client(first).begin(lines(100));
                awaitOutcomes(20);
            }
            Path state = root.resolve("batches/batches/" + id + "/batch.json");
            long past = Instant.now().getEpochSecond() - 1;
            Files.writeString(
                    state, Files.readString(state).replaceFirst("\"expiresAt\":\\d+", "\"expiresAt\":" + past));
            try (GatewayProcess second = start(triton)) {
                BatchClient client = client(second);
                JsonNode batch = client.awaitEnd(id);
                assertThat(batch.path("status").asText()).isEqualTo("expired");
                assertThat(batch.path("expired_at").asLong()).isPositive();
                assertThat(all(client, batch)).hasSize(100);
                assertThat(client.lines(batch.path("error_file_id").asText()))
                        .filteredOn(line -> line.path("response").isNull())
                        .isNotEmpty()
                        .allSatisfy(line ->
                                assertThat(line.at("/error/code").asText()).isEqualTo("batch_expired"));
            }
        }
    }

    @Test
    void aGatewayThatIsStoppedLeavesTheRestToTheNextStart() throws Exception {
        try (TritonSimulator triton = TritonSimulator.start(SimulatorSettings.defaults())) {
            String id;
            try (GatewayProcess first = start(triton)) {
                id = client(first).begin(lines(100));
                awaitOutcomes(20);
                first.terminate();
                assertThat(first.endsWithin(Duration.ofSeconds(60))).isTrue();
                assertThat(first.log()).doesNotContain("WARN", "ERROR");
            }
            try (GatewayProcess second = start(triton)) {
                BatchClient client = client(second);
                JsonNode batch = client.awaitEnd(id);
                assertThat(all(client, batch)).hasSize(100);
                // those in progress have ended with their outcomes
                assertThat(triton.requestCount()).isEqualTo(90);
            }
        }
    }

    private static List<JsonNode> all(BatchClient client, JsonNode batch) {
        List<JsonNode> lines = new ArrayList<>();
        for (String file : List.of("output_file_id", "error_file_id")) {
            lines.addAll(client.lines(batch.path(file).asText()));
        }
        return lines;
    }

    /** Every tenth is refused. */
    private static List<String> lines(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> i % 10 == 3
                        ? BatchClient.line("id" + i, "/v1/chat/completions", "{\"model\":\"8b\",\"messages\":[]}")
                        : BatchClient.chat("id" + i, "@@tokens=2 @@delay=100"))
                .toList();
    }

    private GatewayProcess start(TritonSimulator triton) {
        Path log = root.resolve("gateway" + System.nanoTime() + ".log");
        String folder = root.resolve("batches").toString();
        return GatewayProcess.start(log, triton.url(), Map.of("OPENAI_BATCH_FOLDER", folder));
    }

    private static BatchClient client(GatewayProcess gateway) {
        return new BatchClient("http://127.0.0.1:" + gateway.port());
    }

    private List<Path> results() throws IOException {
        Path files = root.resolve("batches/files");
        if (!Files.exists(files)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(files)) {
            // not the input, which has a description
            return all.filter(path -> path.toString().endsWith(".jsonl")
                            && !Files.exists(Path.of(path.toString().replaceFirst("l$", ""))))
                    .toList();
        }
    }

    private void awaitOutcomes(int count) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    int lines = 0;
                    for (Path file : results()) {
                        lines += (int) Files.readString(file)
                                .chars()
                                .filter(c -> c == '\n')
                                .count();
                    }
                    return lines >= count;
                });
    }

    /** Leaves half of the last line, as a crash may. */
    private void tear() throws IOException {
        Path largest = results().stream()
                .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
                .orElseThrow();
        try (RandomAccessFile results = new RandomAccessFile(largest.toFile(), "rw")) {
            results.setLength(results.length() - 20);
        }
    }
}

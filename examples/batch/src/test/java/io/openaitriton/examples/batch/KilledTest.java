package io.openaitriton.examples.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own works on the folder, and is killed. */
@Timeout(240)
class KilledTest {
    private static final int LINES = 120;

    @TempDir
    Path root;

    @Test
    void nothingIsLostOrDoubledWhenTheProcessIsKilled() throws Exception {
        List<String> lines = IntStream.range(0, LINES)
                .mapToObj(i -> i % 10 == 3
                        ? Batches.line("id" + i, "/v1/chat/completions", "{\"messages\":[]}")
                        : Batches.chat("id" + i, "@@tokens=2 @@delay=200"))
                .collect(Collectors.toCollection(ArrayList::new));
        lines.add(Batches.chat("id0", "again"));
        try (TritonSimulator triton = TritonSimulator.start(SimulatorSettings.defaults())) {
            Batches batches = new Batches(root, triton);
            batches.put("big.jsonl", String.join("\n", lines) + "\n");
            int torn = 0;
            for (int results : new int[] {10, 40, 70}) {
                kill(batches, results);
                torn += tear(batches.file("big.jsonl", "output.jsonl"));
            }
            Process last = batches.fork();
            try {
                batches.awaitDone("big.jsonl");
            } finally {
                last.destroy();
                last.onExit().get();
            }

            List<JsonNode> all = new ArrayList<>(batches.output("big.jsonl"));
            assertThat(all).hasSize(LINES - LINES / 10);
            all.addAll(batches.errors("big.jsonl"));
            assertThat(all).hasSize(LINES + 1);
            assertThat(all).extracting(line -> line.path("id").textValue()).doesNotHaveDuplicates();
            assertThat(all)
                    .filteredOn(
                            line -> !line.path("error").path("code").asText().equals("duplicate_custom_id"))
                    .extracting(line -> line.path("custom_id").textValue())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, LINES).mapToObj(i -> "id" + i).toList());
            assertThat(batches.log()).contains("begun", "resumed");
            // sent twice is only what was under way at a kill, or torn by this test
            assertThat(triton.requestCount()).isLessThanOrEqualTo(LINES - LINES / 10 + 3 * 8 + torn);
        }
    }

    private static void kill(Batches batches, int results) throws Exception {
        Process process = batches.fork();
        try {
            batches.awaitResults("big.jsonl", results);
        } finally {
            process.destroyForcibly();
        }
        // 128 + SIGKILL
        assertThat(process.onExit().get().exitValue()).isEqualTo(137);
        assertThat(batches.input("big.jsonl")).exists();
    }

    /** Leaves half of the last line, as a kill may. */
    private static int tear(Path file) throws IOException {
        try (RandomAccessFile results = new RandomAccessFile(file.toFile(), "rw")) {
            results.setLength(results.length() - 20);
        }
        return 1;
    }

    @Test
    void aFileMayBeLargerThanTheMemory() throws Exception {
        String body = "{\"x\":\"" + "x".repeat(400_000) + "\"}";
        Files.createDirectories(root.resolve("input"));
        try (TritonSimulator triton = TritonSimulator.start(SimulatorSettings.defaults());
                BufferedWriter file = Files.newBufferedWriter(root.resolve("huge.jsonl"))) {
            for (int i = 0; i < 300; i++) {
                file.write(Batches.line("id" + i, i % 2 == 0 ? "/v1/embeddings" : "/v1/chat/completions", body));
                file.newLine();
            }
            for (int i = 0; i < 20_000; i++) {
                file.write("{}\n");
            }
            file.flush();
            Batches batches = new Batches(root, triton);
            Files.move(root.resolve("huge.jsonl"), batches.input("huge.jsonl"));
            assertThat(Files.size(batches.input("huge.jsonl"))).isGreaterThan(120_000_000);
            Process process = batches.fork("-Xmx64m");
            try {
                batches.awaitDone("huge.jsonl");
            } finally {
                process.destroy();
                process.onExit().get();
            }
            assertThat(batches.errors("huge.jsonl")).hasSize(20_300);
            assertThat(batches.log()).doesNotContain("OutOfMemory", "WARN", "ERROR");
        }
    }
}

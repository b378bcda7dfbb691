package io.openaitriton.examples.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Batch files that are dropped into the folder. */
@Timeout(60)
class BatchFolderTest {
    @TempDir
    Path root;

    private TritonSimulator triton;
    private Batches batches;

    @BeforeEach
    void startTriton() {
        triton = TritonSimulator.start(SimulatorSettings.defaults());
        batches = new Batches(root, triton);
    }

    @AfterEach
    void stopTriton() {
        triton.close();
    }

    @Test
    void everyLineHasItsAnswer() throws IOException {
        try (Batches.Running running = batches.start()) {
            batches.put(
                    "a.jsonl",
                    Batches.chat("one", "What is 1 + 1?") + "\n"
                            + Batches.line(
                                    "two", "/v1/completions", "{\"model\":\"70b\",\"prompt\":[\"Once\",\"Twice\"]}")
                            + "\n"
                            + Batches.chat("three", "@@fail=at-once") + "\n"
                            + Batches.line("four", "/v1/chat/completions", "{\"model\":\"8b\"}"));
            batches.awaitDone("a.jsonl");
        }
        JsonNode one = find(batches.output("a.jsonl"), "one");
        assertThat(one.path("id").textValue()).startsWith("batch_req_").endsWith("_1");
        assertThat(one.path("error").isNull()).isTrue();
        assertThat(one.path("response").path("status_code").intValue()).isEqualTo(200);
        assertThat(one.path("response").path("request_id").textValue()).startsWith("req_");
        JsonNode completion = one.path("response").path("body");
        assertThat(completion.path("object").textValue()).isEqualTo("chat.completion");
        assertThat(completion.toString()).contains("What is 1 + 1?");
        assertThat(find(batches.output("a.jsonl"), "two")
                        .path("response")
                        .path("body")
                        .path("choices"))
                .hasSize(2);
        assertThat(batches.output("a.jsonl")).hasSize(2);

        JsonNode failed = find(batches.errors("a.jsonl"), "three").path("response");
        assertThat(failed.path("status_code").intValue()).isEqualTo(502);
        assertThat(failed.path("body").path("error").path("code").textValue()).isEqualTo("triton_error");
        JsonNode invalid = find(batches.errors("a.jsonl"), "four").path("response");
        assertThat(invalid.path("status_code").intValue()).isEqualTo(400);
        assertThat(invalid.path("body").path("error").path("param").textValue()).isEqualTo("messages");
        assertThat(batches.errors("a.jsonl")).hasSize(2);
    }

    @Test
    void aLineThatCannotBeSentIsNamed() throws IOException {
        String good = Batches.chat("good", "hi");
        List<String> lines = List.of(
                good,
                good,
                "{\"custom_id\":\"torn",
                "",
                "[]",
                Batches.line("embedding", "/v1/embeddings", "{}"),
                Batches.line("streamed", "/v1/chat/completions", "{\"stream\":true}"),
                good.replace("\"custom_id\":\"good\",", ""),
                good.replace("good", "got").replace("POST", "GET"),
                Batches.line("bodiless", "/v1/completions", "null"),
                Batches.chat("long", "x".repeat(2000)),
                Batches.chat("last", "ho"));
        try (Batches.Running running = batches.start("batch.max-line-bytes", "1000")) {
            batches.put("b.jsonl", String.join("\n", lines) + "\n");
            batches.awaitDone("b.jsonl");
        }
        assertThat(batches.output("b.jsonl"))
                .extracting(line -> line.path("custom_id").textValue())
                .containsExactlyInAnyOrder("good", "last");
        assertThat(batches.errors("b.jsonl"))
                .allSatisfy(line -> assertThat(line.path("response").isNull()).isTrue())
                .allSatisfy(line -> assertThat(
                                line.path("error").path("message").textValue())
                        .startsWith("Line " + line.path("error").path("line").asText() + ": "))
                .extracting(line -> line.path("error").path("line").asText() + " "
                        + line.path("error").path("code").textValue() + " "
                        + line.path("custom_id").textValue())
                .containsExactlyInAnyOrder(
                        "2 duplicate_custom_id good",
                        "3 invalid_json_line null",
                        "4 empty_line null",
                        "5 invalid_json_line null",
                        "6 invalid_url embedding",
                        "7 stream_not_supported streamed",
                        "8 missing_custom_id null",
                        "9 invalid_method got",
                        "10 invalid_body bodiless",
                        "11 line_too_long null");
        assertThat(triton.requestCount()).isEqualTo(2);
    }

    @Test
    void asManyRequestsAsSetAreMadeAtATime() throws IOException {
        try (Batches.Running running = batches.start("batch.parallel", "3")) {
            batches.put(
                    "c.jsonl",
                    IntStream.range(0, 30)
                            .mapToObj(i -> Batches.chat("c" + i, "@@tokens=3 @@delay=100"))
                            .collect(Collectors.joining("\n")));
            await().atMost(Duration.ofSeconds(20)).until(() -> triton.inFlight() == 3);
            int most = 0;
            while (batches.input("c.jsonl").toFile().exists()) {
                most = Math.max(most, triton.inFlight());
                Thread.onSpinWait();
            }
            assertThat(most).isEqualTo(3);
            batches.awaitDone("c.jsonl");
        }
        assertThat(batches.output("c.jsonl")).hasSize(30);
    }

    @Test
    void aBusyTritonIsAskedAgain() throws IOException {
        try (Batches.Running running = batches.start("batch.retries", "2", "batch.retry-delay", "1")) {
            batches.put("g.jsonl", Batches.chat("never", "@@fail=unavailable"));
            batches.awaitDone("g.jsonl");
            assertThat(triton.requestCount()).isEqualTo(3);

            triton.enqueue(ScriptedReply.json(503, "{\"error\":\"Exceeds maximum queue size\"}"));
            triton.enqueue(ScriptedReply.json(503, "{\"error\":\"Exceeds maximum queue size\"}"));
            batches.put("h.jsonl", Batches.chat("later", "What is 1 + 1?"));
            batches.awaitDone("h.jsonl");
        }
        JsonNode never = find(batches.errors("g.jsonl"), "never").path("response");
        assertThat(never.path("status_code").intValue()).isEqualTo(503);
        assertThat(never.path("body").path("error").path("code").textValue()).isEqualTo("model_overloaded");
        assertThat(find(batches.output("h.jsonl"), "later").toString()).contains("What is 1 + 1?");
        assertThat(triton.requestCount()).isEqualTo(6);
    }

    @Test
    void anotherFileOfTheSameNameHasResultsOfItsOwn() throws IOException {
        try (Batches.Running running = batches.start()) {
            batches.put("d.jsonl", Batches.chat("one", "first"));
            await().atMost(Duration.ofSeconds(20)).until(() -> !Files.exists(batches.input("d.jsonl")));
            batches.put("d.jsonl", Batches.chat("one", "second"));
            await().atMost(Duration.ofSeconds(20)).until(() -> !Files.exists(batches.input("d.jsonl")));
            batches.put("e.jsonl", "");
            batches.awaitDone("e.jsonl");
        }
        assertThat(batches.output("d.jsonl")).hasSize(2);
        assertThat(batches.output("e.jsonl")).isEmpty();
        try (var done = Files.list(root.resolve("done"))) {
            assertThat(done).hasSize(3);
        }
    }

    @Test
    void whatIsNotFinishedWhenItIsStoppedIsResumed() throws IOException {
        batches.put(
                "f.jsonl",
                IntStream.range(0, 12)
                        .mapToObj(i -> Batches.chat("f" + i, "@@tokens=2 @@delay=400"))
                        .collect(Collectors.joining("\n")));
        try (Batches.Running running = batches.start("batch.parallel", "2")) {
            batches.awaitResults("f.jsonl", 2);
        }
        assertThat(batches.input("f.jsonl")).exists();
        int sent = triton.requestCount();
        assertThat(batches.output("f.jsonl")).hasSize(sent).hasSizeLessThan(12);
        try (Batches.Running running = batches.start()) {
            batches.awaitDone("f.jsonl");
        }
        assertThat(triton.requestCount()).isEqualTo(12);
        assertThat(batches.output("f.jsonl"))
                .extracting(line -> line.path("custom_id").textValue())
                .doesNotHaveDuplicates()
                .hasSize(12);
    }

    @Test
    void whatTheCoreDoesNotAnswerHasNoResult() throws IOException {
        batches.put("i.jsonl", Batches.chat("one", "hi"));
        try (Batches.Running coreless = batches.start(
                "camel.main.routes-include-pattern", "file:routes/*.yaml", "camel.component.direct.block", "false")) {
            // the work has begun, and is waited for when it is stopped
            await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(root.resolve("output")));
        }
        assertThat(batches.input("i.jsonl")).exists();
        assertThat(batches.output("i.jsonl")).isEmpty();
        assertThat(batches.errors("i.jsonl")).isEmpty();
        try (Batches.Running running = batches.start()) {
            batches.awaitDone("i.jsonl");
        }
        assertThat(batches.output("i.jsonl")).hasSize(1);
    }

    private static JsonNode find(List<JsonNode> lines, String customId) {
        return lines.stream()
                .filter(line -> customId.equals(line.path("custom_id").textValue()))
                .findFirst()
                .orElseThrow();
    }
}

package io.openaitriton.batch;

import static io.openaitriton.junit.BatchClient.chat;
import static io.openaitriton.junit.BatchClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.cli.IssuedKeys;
import io.openaitriton.junit.AccessLines;
import io.openaitriton.junit.BatchClient;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.simulator.TritonSimulator;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The owners of files and batches, and what their requests may do. */
@ExtendWith(GatewayExtension.class)
@Timeout(120)
class BatchKeysTest {
    private static final String SMALL = "Meta-Llama-3.1-8B-Instruct";
    private static final String LARGE = "Meta-Llama-3.1-70B-Instruct";
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private static Path folder;

    private static IssuedKeys keys;
    private static GatewayServer gateway;
    private static ManagementPort management;
    private static AccessLines log;

    @BeforeAll
    static void start(Gateways gateways) {
        keys = IssuedKeys.in(folder)
                .add("all")
                .add("other")
                .add("large", List.of(LARGE), null, null, null)
                .add("one", List.of(), null, null, 1L)
                .add("few-tokens", List.of(), null, 50L, null)
                .add("gone");
        management = ManagementPort.free();
        log = AccessLines.open();
        TritonSimulator triton = gateways.simulator();
        gateway = gateways.start(
                triton,
                "gateway.keys",
                keys.file().toString(),
                "openai.batch-folder",
                folder.resolve("batches").toString(),
                "gateway.access-log",
                "on",
                "gateway.management-port",
                String.valueOf(management.port()));
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @Test
    void onlyTheKeyThatCreatedThemSeesFilesAndBatches() {
        BatchClient owner = client("all");
        BatchClient other = client("other");
        String file = owner.upload(chat("a", "hi"));
        String batch =
                json(owner.create(file, "/v1/chat/completions")).path("id").asText();
        String output = owner.awaitEnd(batch).path("output_file_id").asText();
        for (HttpResponse<String> answer : List.of(
                other.get("/v1/files/" + file),
                other.get("/v1/files/" + file + "/content"),
                other.get("/v1/files/" + output + "/content"),
                other.delete("/v1/files/" + file),
                other.create(file, "/v1/chat/completions"),
                other.get("/v1/batches/" + batch),
                other.cancel(batch))) {
            assertThat(answer.statusCode()).isEqualTo(404);
            // the same as for a missing one
            assertThat(answer.body().replaceAll("(file-|batch_)[0-9a-f]+", "ID"))
                    .isIn(
                            other.get("/v1/files/file-0").body().replace("file-0", "ID"),
                            other.get("/v1/files/file-0")
                                    .body()
                                    .replace("file-0", "ID")
                                    .replace("\"id\"", "\"input_file_id\""),
                            other.get("/v1/batches/batch_0").body().replace("batch_0", "ID"));
        }
        assertThat(json(other.get("/v1/files")).path("data")).isEmpty();
        assertThat(json(other.get("/v1/batches")).path("data")).isEmpty();
        assertThat(json(owner.get("/v1/files")).path("data")).hasSizeGreaterThanOrEqualTo(2);
        assertThat(new BatchClient(gateway.url()).get("/v1/files").statusCode()).isEqualTo(401);
        assertThat(new BatchClient(gateway.url(), "unknown").post("a", "x").statusCode())
                .isEqualTo(401);
    }

    @Test
    void aLineForAModelThatItsKeyMayNotUseIsRefused() {
        BatchClient client = client("large");
        JsonNode error = onlyError(client, client.awaitEnd(client.begin(List.of(chat("a", "hi")))));
        assertThat(error.at("/response/status_code").asInt()).isEqualTo(403);
        assertThat(error.at("/response/body/error/code").asText()).isEqualTo("model_not_found");
    }

    @Test
    void linesWaitForTheLimitsOfTheirKey() {
        BatchClient client = client("one");
        JsonNode batch = client.awaitEnd(client.begin(
                IntStream.range(0, 6).mapToObj(i -> chat("c" + i, "hi")).toList()));
        assertThat(batch.path("request_counts").path("completed").asInt()).isEqualTo(6);
    }

    @Test
    void aLineThatNeedsMoreThanItsKeyHasInAMinuteIsRefused() {
        BatchClient client = client("few-tokens");
        JsonNode error = onlyError(client, client.awaitEnd(client.begin(List.of(chat("a", "hi")))));
        assertThat(error.at("/response/status_code").asInt()).isEqualTo(429);
    }

    @Test
    void linesOfAWithdrawnKeyAreRefused() throws Exception {
        BatchClient client = client("gone");
        String id = client.begin(IntStream.range(0, 40)
                .mapToObj(i -> chat("c" + i, "@@tokens=2 @@delay=300"))
                .toList());
        keys.remove("gone");
        await().atMost(SOON).until(() -> client.get("/v1/files").statusCode() == 401);
        Path state = folder.resolve("batches/batches").resolve(id).resolve("batch.json");
        await().atMost(Duration.ofSeconds(40))
                .until(() -> Files.readString(state).contains("\"status\":\"completed\""));
        assertThat(Files.readString(state)).containsPattern("\"failed\":[1-9]");
    }

    @Test
    void eachLineIsObserved() {
        BatchClient client = client("all");
        double before = management.sum("gen_ai_server_request_duration_seconds_count", "outcome=\"success\"");
        double http = management.sum("http_server_request_duration_seconds_count", "http_route=\"batch\"");
        JsonNode batch = client.awaitEnd(client.begin(List.of(chat("a", "hi"), chat("b", "ho"))));
        String request = client.lines(batch.path("output_file_id").asText())
                .get(0)
                .at("/response/request_id")
                .asText();
        JsonNode line = await().atMost(SOON).until(() -> log.of(request), found -> found != null);
        assertThat(line.path("key").asText()).isEqualTo("all");
        assertThat(line.path("route").asText()).isEqualTo("batch");
        assertThat(line.path("model").asText()).isEqualTo(SMALL);
        assertThat(line.path("status").asInt()).isEqualTo(200);
        assertThat(management.sum("gen_ai_server_request_duration_seconds_count", "outcome=\"success\""))
                .isGreaterThanOrEqualTo(before + 2);
        assertThat(management.sum("http_server_request_duration_seconds_count", "http_route=\"batch\""))
                .isEqualTo(http)
                .isZero();
        assertThat(management.sum("http_server_active_requests")).isLessThanOrEqualTo(1);
    }

    private static JsonNode onlyError(BatchClient client, JsonNode batch) {
        assertThat(batch.path("status").asText()).isEqualTo("completed");
        assertThat(batch.path("output_file_id").isNull()).isTrue();
        List<JsonNode> errors = client.lines(batch.path("error_file_id").asText());
        assertThat(errors).hasSize(1);
        return errors.get(0);
    }

    private static BatchClient client(String key) {
        return new BatchClient(gateway.url(), keys.key(key));
    }
}

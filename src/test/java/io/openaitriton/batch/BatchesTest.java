package io.openaitriton.batch;

import static io.openaitriton.junit.BatchClient.chat;
import static io.openaitriton.junit.BatchClient.json;
import static io.openaitriton.junit.BatchClient.line;
import static io.openaitriton.junit.BatchClient.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.junit.BatchClient;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /v1/batches} over HTTP, with the real routes. */
@ExtendWith(GatewayExtension.class)
@Timeout(120)
class BatchesTest {
    @TempDir
    static Path folder;

    private static TritonSimulator triton;
    private static BatchClient client;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.simulator();
        GatewayServer gateway = gateways.start(
                triton,
                "openai.batch-folder",
                folder.toString(),
                "openai.batch-max-lines",
                "300",
                "openai.batch-retries",
                "2");
        client = new BatchClient(gateway.url());
    }

    @Test
    void everyLineHasItsOutcomeInOneOfTwoFiles() {
        String id = client.begin(List.of(
                chat("good", "hi"),
                line("bad", "/v1/chat/completions", "{\"model\":\"8b\",\"messages\":[]}"),
                "  \r",
                line(
                        "streams",
                        "/v1/chat/completions",
                        "{\"model\":\"8b\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")));
        JsonNode batch = client.awaitEnd(id);
        assertThat(batch.path("status").asText()).isEqualTo("completed");
        assertThat(batch.path("request_counts")).isEqualTo(parse("{\"total\":3,\"completed\":1,\"failed\":2}"));
        assertThat(batch.path("metadata")).isEqualTo(parse("{\"run\":\"7\"}"));
        assertThat(batch.path("model").asText()).isEqualTo("8b");
        assertThat(batch.path("expires_at").asLong() - batch.path("created_at").asLong())
                .isEqualTo(86400);
        assertThat(List.of("in_progress_at", "finalizing_at", "completed_at"))
                .allSatisfy(time -> assertThat(batch.path(time).asLong()).isPositive());

        List<JsonNode> output = client.lines(batch.path("output_file_id").asText());
        assertThat(output).hasSize(1);
        JsonNode good = output.get(0);
        assertThat(good.fieldNames()).toIterable().containsExactly("id", "custom_id", "response", "error");
        assertThat(good.path("id").asText()).startsWith("batch_req_").endsWith("_1");
        assertThat(good.path("custom_id").asText()).isEqualTo("good");
        assertThat(good.path("error").isNull()).isTrue();
        assertThat(good.path("response").path("status_code").asInt()).isEqualTo(200);
        assertThat(good.path("response").path("request_id").asText()).startsWith("req_");
        assertThat(good.path("response").path("body").path("object").asText()).isEqualTo("chat.completion");

        List<JsonNode> errors = client.lines(batch.path("error_file_id").asText());
        assertThat(errors)
                .extracting(
                        error -> error.path("custom_id").asText(),
                        error -> error.path("response").path("status_code").asInt(),
                        error -> error.path("response")
                                .path("body")
                                .path("error")
                                .path("param")
                                .asText(),
                        error -> error.path("error").isNull())
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("bad", 400, "messages", true),
                        org.assertj.core.groups.Tuple.tuple("streams", 400, "stream", true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/completions | {\"model\":\"8b\",\"prompt\":\"hi\"} | text_completion",
                "/v1/completions | {\"model\":\"8b\",\"prompt\":[\"hi\",\"ho\"]} | text_completion",
                "/v1/responses | {\"model\":\"8b\",\"input\":\"hi\"} | response"
            })
    void otherEndpointsAnswerInTheirOwnShapes(String endpoint, String body, String object) {
        JsonNode batch = client.awaitEnd(client.begin(List.of(line("a", endpoint, body)), endpoint));
        JsonNode line = client.lines(batch.path("output_file_id").asText()).get(0);
        assertThat(line.path("response").path("body").path("object").asText()).isEqualTo(object);
        assertThat(batch.path("error_file_id").isNull()).isTrue();
    }

    @Test
    void requestsOfTheFileReachTheModelByteForByte() {
        String id = client.begin(
                List.of(
                        line(
                                "a",
                                "/v1/chat/completions",
                                "{\"model\" : \"8b\",\"temperature\":0.30, \"messages\":[{\"role\":\"user\",\"content\":\"\\u00e9\"}]}")));
        client.awaitEnd(id);
        assertThat(client.lines(client.batch(id).path("output_file_id").asText())
                        .get(0)
                        .toString())
                .contains("é")
                .contains("temperature 0.3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | invalid_json_line | null",
                "[] | invalid_json_line | null",
                "{} {} | invalid_json_line | null",
                "{\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"8b\"}} | missing_required_parameter | custom_id",
                "{\"custom_id\":7,\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"8b\"}} | missing_required_parameter | custom_id",
                "{\"custom_id\":\"b\",\"method\":\"GET\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"8b\"}} | invalid_method | method",
                "{\"custom_id\":\"b\",\"method\":\"POST\",\"url\":\"/v1/completions\",\"body\":{\"model\":\"8b\"}} | url_mismatch | url",
                "{\"custom_id\":\"b\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":\"x\"} | missing_required_parameter | body",
                "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"8b\"}} | duplicate_custom_id | custom_id",
                "{\"custom_id\":\"b\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"70b\"}} | model_mismatch | body.model"
            })
    void aBatchFailsForAMistakeInALineAndNoneIsSent(String wrong, String code, String param) {
        int before = triton.requestCount();
        JsonNode batch = client.awaitEnd(client.begin(List.of(chat("a", "hi"), "", wrong)));
        assertThat(batch.path("status").asText()).isEqualTo("failed");
        assertThat(batch.path("failed_at").asLong()).isPositive();
        assertThat(batch.path("errors").path("object").asText()).isEqualTo("list");
        JsonNode error = batch.path("errors").path("data").get(0);
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("line").asInt()).isEqualTo(3);
        assertThat(error.path("param").asText()).isEqualTo(param);
        assertThat(error.path("message").asText()).isNotEmpty();
        assertThat(batch.path("output_file_id").isNull()).isTrue();
        assertThat(triton.requestCount()).isEqualTo(before);
    }

    @Test
    void emptyFilesAndTooManyLinesFail() {
        assertThat(client.awaitEnd(client.begin(List.of("", " ")))
                        .at("/errors/data/0/code")
                        .asText())
                .isEqualTo("empty_file");
        List<String> many =
                IntStream.range(0, 301).mapToObj(i -> chat("c" + i, "hi")).toList();
        assertThat(client.awaitEnd(client.begin(many)).at("/errors/data/0/code").asText())
                .isEqualTo("too_many_tasks");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"} | 400 | input_file_id",
                "{\"input_file_id\":\"F\",\"completion_window\":\"24h\"} | 400 | endpoint",
                "{\"input_file_id\":\"F\",\"endpoint\":\"/v1/nothing\",\"completion_window\":\"24h\"} | 400 | endpoint",
                "{\"input_file_id\":\"F\",\"endpoint\":\"/v1/chat/completions\"} | 400 | completion_window",
                "{\"input_file_id\":\"F\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"1h\"} | 400 | completion_window",
                "{\"input_file_id\":\"F\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\",\"output_expires_after\":{\"anchor\":\"created_at\",\"seconds\":3600}} | 400 | output_expires_after",
                "{\"input_file_id\":\"file-unknown\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"} | 404 | input_file_id",
                "{\"input_file_id\":\"../x\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"} | 404 | input_file_id",
                "{\"input_file_id\":7,\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"} | 400 | input_file_id",
                "{\"input_file_id\":\"F\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\",\"metadata\":{\"a\":null}} | 400 | metadata"
            })
    void aWrongRequestNamesItsField(String body, int status, String param) {
        String file = client.upload(chat("a", "hi"));
        HttpResponse<String> answer = client.create(body.replace("\"F\"", "\"" + file + "\""));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(parse(answer.body()).at("/error/param").asText()).isEqualTo(param);
    }

    @Test
    void aRequestWithoutABodyIsRefused() {
        assertThat(client.create("").statusCode()).isEqualTo(400);
        assertThat(client.create("{").statusCode()).isEqualTo(400);
    }

    @Test
    void aBatchThatIsCancelledHasOutcomesForAllItsLines() {
        List<String> lines = IntStream.range(0, 60)
                .mapToObj(i -> chat("c" + i, "@@tokens=2 @@delay=200"))
                .toList();
        String id = client.begin(lines);
        await().atMost(Duration.ofSeconds(30)).until(() -> triton.inFlight() > 0);
        JsonNode cancelling = json(client.cancel(id));
        assertThat(cancelling.path("status").asText()).isIn("cancelling", "cancelled");
        assertThat(cancelling.path("cancelling_at").asLong()).isPositive();
        JsonNode batch = client.awaitEnd(id);
        assertThat(batch.path("status").asText()).isEqualTo("cancelled");
        assertThat(batch.path("cancelled_at").asLong()).isPositive();
        List<JsonNode> errors = client.lines(batch.path("error_file_id").asText());
        assertThat(errors)
                .isNotEmpty()
                .allSatisfy(
                        error -> assertThat(error.at("/error/code").asText()).isEqualTo("batch_cancelled"))
                .allSatisfy(error -> assertThat(error.path("response").isNull()).isTrue());
        int answered = batch.path("output_file_id").isNull()
                ? 0
                : client.lines(batch.path("output_file_id").asText()).size();
        assertThat(answered + errors.size()).isEqualTo(60);
        assertThat(client.cancel(id).statusCode()).isEqualTo(200);
    }

    @Test
    void aBatchThatHasEndedCannotBeCancelled() {
        String id = client.begin(List.of(chat("a", "hi")));
        client.awaitEnd(id);
        HttpResponse<String> answer = client.cancel(id);
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("'completed'");
        assertThat(client.cancel("batch_unknown").statusCode()).isEqualTo(404);
        assertThat(client.get("/v1/batches/batch_unknown").statusCode()).isEqualTo(404);
    }

    @Test
    void aRequestForAnOverloadedModelIsRetried() {
        triton.enqueue(ScriptedReply.json(503, "{\"error\":\"busy\"}"));
        JsonNode batch = client.awaitEnd(client.begin(List.of(chat("a", "hi"))));
        assertThat(batch.path("request_counts").path("completed").asInt()).isEqualTo(1);
    }

    @Test
    void batchesAreListedInPages() {
        List<String> made = IntStream.range(0, 3)
                .mapToObj(i -> client.begin(List.of(chat("a" + i, "hi"))))
                .toList();
        made.forEach(client::awaitEnd);
        JsonNode first = json(client.get("/v1/batches?limit=2"));
        assertThat(first.path("object").asText()).isEqualTo("list");
        assertThat(first.path("has_more").asBoolean()).isTrue();
        assertThat(first.at("/data/0/id").asText()).isEqualTo(made.get(2));
        assertThat(first.path("last_id").asText()).isEqualTo(made.get(1));
        JsonNode second = json(client.get("/v1/batches?limit=1&after=" + made.get(1)));
        assertThat(second.at("/data/0/id").asText()).isEqualTo(made.get(0));
        assertThat(client.get("/v1/batches?limit=0").statusCode()).isEqualTo(400);
    }

    @Test
    void theInputMayBeDeletedDuringABatch() {
        String file = client.upload(chat("a", "@@tokens=2 @@delay=100"));
        String id = json(client.create(file, "/v1/chat/completions")).path("id").asText();
        assertThat(client.delete("/v1/files/" + file).statusCode()).isEqualTo(200);
        assertThat(client.awaitEnd(id).path("status").asText()).isEqualTo("completed");
    }
}

package io.openaitriton.batch;

import static io.openaitriton.junit.BatchClient.chat;
import static io.openaitriton.junit.BatchClient.field;
import static io.openaitriton.junit.BatchClient.json;
import static io.openaitriton.junit.BatchClient.parse;
import static io.openaitriton.junit.BatchClient.part;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.junit.BatchClient;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.RawHttp2;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /v1/files} over HTTP, with the real routes. */
@ExtendWith(GatewayExtension.class)
@Timeout(60)
class FilesTest {
    private static final int MAX_BYTES = 300_000;

    @TempDir
    static Path folder;

    private static GatewayServer gateway;
    private static BatchClient client;
    private static BatchClient off;

    @BeforeAll
    static void start(Gateways gateways) {
        gateway = gateways.start(
                gateways.triton(),
                "openai.batch-folder",
                folder.toString(),
                "openai.batch-max-file-size",
                String.valueOf(MAX_BYTES),
                // smaller than a file may be
                "camel.server.maxBodySize",
                "100000");
        client = new BatchClient(gateway.url());
        off = new BatchClient(gateways.shared().url());
    }

    @Test
    void aFileIsStoredDescribedReadAndDeleted() {
        String content = chat("é", "hi") + "\n";
        JsonNode file = json(client.post("my batch.jsonl", content));
        String id = file.path("id").asText();
        assertThat(id).matches("file-[0-9a-f]{36}");
        assertThat(file.path("object").asText()).isEqualTo("file");
        assertThat(file.path("bytes").asInt()).isEqualTo(content.length() + 1);
        assertThat(file.path("created_at").asLong()).isPositive();
        assertThat(file.path("filename").asText()).isEqualTo("my batch.jsonl");
        assertThat(file.path("purpose").asText()).isEqualTo("batch");
        assertThat(file.path("status").asText()).isEqualTo("processed");
        assertThat(json(client.get("/v1/files/" + id))).isEqualTo(file);
        HttpResponse<String> read = client.get("/v1/files/" + id + "/content");
        assertThat(read.body()).isEqualTo(content);
        assertThat(read.headers().firstValue("content-type")).hasValue("application/octet-stream");
        assertThat(json(client.delete("/v1/files/" + id)))
                .isEqualTo(parse("{\"id\":\"" + id + "\",\"object\":\"file\",\"deleted\":true}"));
        assertThat(client.get("/v1/files/" + id).statusCode()).isEqualTo(404);
        assertThat(client.get("/v1/files/" + id + "/content").statusCode()).isEqualTo(404);
        assertThat(client.delete("/v1/files/" + id).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../evil.jsonl", "/etc/passwd", "..\\\\evil.jsonl", "a/../../b", "..", ""})
    void aNameIsNeverAPath(String name) throws IOException {
        JsonNode file = json(client.post(name, "x"));
        assertThat(file.path("filename").asText()).doesNotContain("/", "\\").isNotEmpty();
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(path -> path.getFileName().toString())).noneMatch(path -> path.contains("evil"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "%2e%2e", "..%2f..%2fx", "file-", "file-0000"})
    void anIdIsNeverAPath(String id) {
        assertThat(client.get("/v1/files/" + id + "/content").statusCode()).isIn(404, 405);
        assertThat(client.get("/v1/files/" + id).statusCode()).isIn(404, 405);
    }

    @Test
    void anUploadOverHttp2IsStored() {
        String content = chat("one", "hi") + "\n";
        byte[] form = (BatchClient.field("purpose", "batch") + BatchClient.part("file", "two.jsonl", content) + "--"
                        + BatchClient.BOUNDARY + "--\r\n")
                .getBytes(StandardCharsets.UTF_8);
        try (RawHttp2 http2 = new RawHttp2(gateway.port())) {
            int stream =
                    http2.post("/v1/files", "content-type", "multipart/form-data; boundary=" + BatchClient.BOUNDARY);
            http2.body(stream, form, true);
            RawHttp2.Answer answer = http2.answer(stream);
            assertThat(answer.status()).as(answer.body()).isEqualTo("200");
            String id = parse(answer.body()).path("id").asText();
            assertThat(client.get("/v1/files/" + id + "/content").body()).isEqualTo(content);
        }
    }

    @Test
    void aFileMayBeLongerThanOtherBodiesUpToALimitOfItsOwn() throws IOException {
        String large = "x".repeat(MAX_BYTES);
        String id = json(client.post("large", large)).path("id").asText();
        assertThat(client.get("/v1/files/" + id + "/content").body()).isEqualTo(large);
        for (String tooLarge : List.of("x".repeat(MAX_BYTES + 1), "x".repeat(MAX_BYTES + 100_000))) {
            HttpResponse<String> answer = client.post("too-large", tooLarge);
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(parse(answer.body()).at("/error/code").asText()).isEqualTo("file_too_large");
        }
        // nothing is left of it
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            try (Stream<Path> files = Files.list(folder.resolve("uploads"))) {
                return files.findAny().isEmpty();
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"purpose, ", "purpose, assistants", "expires_after, batch", "file, batch"})
    void aWrongFormNamesItsField(String param, String purpose) {
        String form = (purpose == null ? "" : field("purpose", purpose))
                + (param.equals("expires_after") ? field("expires_after[anchor]", "created_at") : "")
                + (param.equals("file") ? "" : part("file", "a.jsonl", "x"));
        HttpResponse<String> answer = client.postForm(form);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(parse(answer.body()).at("/error/param").asText()).isEqualTo(param);
    }

    @Test
    void aFormHasOneFile() {
        HttpResponse<String> two = client.postForm(
                field("purpose", "batch") + part("file", "a.jsonl", "x") + part("file", "b.jsonl", "x"));
        assertThat(two.statusCode()).isEqualTo(400);
        HttpResponse<String> json = client.send("POST", "/v1/files", "application/json", BodyPublishers.ofString("{}"));
        assertThat(json.statusCode()).isEqualTo(415);
        assertThat(json.body()).contains("multipart/form-data");
        HttpResponse<String> broken = client.send(
                "POST", "/v1/files", "multipart/form-data; boundary=b", BodyPublishers.ofString("--b\r\nnonsense"));
        assertThat(broken.statusCode()).isEqualTo(400);
        HttpResponse<String> none =
                client.send("POST", "/v1/files", "multipart/form-data", BodyPublishers.ofString("x"));
        assertThat(none.statusCode()).isEqualTo(400);
    }

    @Test
    void filesAreListedInPages() {
        List<String> made = Stream.of("a", "b", "c")
                .map(name -> json(client.post(name, "x")).path("id").asText())
                .toList();
        JsonNode latest = json(client.get("/v1/files?limit=2&purpose=batch"));
        assertThat(latest.path("data"))
                .extracting(file -> file.path("id").asText())
                .containsExactly(made.get(2), made.get(1));
        assertThat(latest.path("has_more").asBoolean()).isTrue();
        JsonNode next = json(client.get("/v1/files?order=asc&after=" + made.get(0)));
        assertThat(next.path("data"))
                .extracting(file -> file.path("id").asText())
                .containsExactly(made.get(1), made.get(2));
        assertThat(next.path("has_more").asBoolean()).isFalse();
        assertThat(json(client.get("/v1/files?purpose=nothing")).path("data")).isEmpty();
        assertThat(client.get("/v1/files?order=up").statusCode()).isEqualTo(400);
        assertThat(client.get("/v1/files?limit=x").statusCode()).isEqualTo(400);
    }

    @Test
    void withoutAFolderAllIsOffAndTheAnswerSaysHowToTurnItOn() {
        for (HttpResponse<String> answer : List.of(
                off.post("a.jsonl", "x"),
                off.get("/v1/files"),
                off.get("/v1/files/file-1"),
                off.get("/v1/files/file-1/content"),
                off.delete("/v1/files/file-1"),
                off.create("{}"),
                off.get("/v1/batches"),
                off.get("/v1/batches/batch_1"),
                off.cancel("batch_1"))) {
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(parse(answer.body()).at("/error/message").asText()).contains("openai.batch-folder");
            assertThat(parse(answer.body()).at("/error/code").asText()).isEqualTo("batches_off");
        }
        assertThat(Path.of("file-uploads")).doesNotExist();
    }
}

package com.example.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The application as it is, with a simulated Triton behind it. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "openai.max-tokens = 7")
class ChatApplicationTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final TritonSimulator TRITON = TritonSimulator.start(SimulatorSettings.defaults());
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    static Path batches;

    @LocalServerPort
    private int port;

    @Autowired
    private ProducerTemplate bus;

    @DynamicPropertySource
    static void whereTritonIs(DynamicPropertyRegistry registry) {
        registry.add("triton.llama-8b.url", TRITON::url);
        registry.add("triton.llama-70b.url", TRITON::url);
        registry.add("openai.batch-folder", batches::toString);
    }

    @AfterAll
    static void stopTriton() {
        TRITON.close();
    }

    @Test
    void aChatIsAnsweredWithTheDefaultsUnlessSpringSaysOtherwise() throws Exception {
        HttpResponse<String> answer = CLIENT.send(chat("\"model\":\"70b\""), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        // as many words as that setting has, which would end with "with temperature 0.7, ... max_tokens 7"
        assertThat(answer.body())
                .contains("\"object\":\"chat.completion\"", "Meta-Llama-3.1-70B-Instruct (simulated)")
                .contains("\"finish_reason\":\"length\"", "\"completion_tokens\":7");
    }

    @Test
    void aResponseIsContinuedReadAndDeleted() throws Exception {
        String first = send("POST", "", "{\"input\":\"one\"}", 200);
        String id = first.replaceFirst("(?s).*\"id\":\"(resp_[0-9a-f]+)\".*", "$1");
        assertThat(send("POST", "", "{\"input\":\"two\",\"previous_response_id\":\"" + id + "\"}", 200))
                .contains("\"previous_response_id\":\"" + id + "\"");
        assertThat(send("GET", "/" + id, null, 200)).contains(id);
        assertThat(send("GET", "/" + id + "/input_items?limit=1&order=asc", null, 200))
                .contains("\"text\":\"one\"");
        send("POST", "/" + id + "/cancel", "{}", 400);
        assertThat(send("DELETE", "/" + id, null, 200)).contains("\"deleted\":true");
        send("GET", "/" + id, null, 404);
    }

    private String send(String method, String path, String json, int status) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/v1/responses" + path))
                .header("Content-Type", "application/json")
                .timeout(SOON)
                .method(
                        method,
                        json == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> answer = CLIENT.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer.body();
    }

    @Test
    void aRouteOfTheApplicationMayAskByAMap() {
        Map<String, Object> request =
                Map.of("model", "70b", "messages", List.of(Map.of("role", "user", "content", "Hello")));
        assertThat(bus.requestBody("direct:openai-chat", request, String.class))
                .contains("\"object\":\"chat.completion\"", "Meta-Llama-3.1-70B-Instruct (simulated)");
    }

    @Test
    void aTokenArrivesBeforeTheNextIsProduced() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        TRITON.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(second)
                .event("{\"text_output\":\" two\"}")
                .thenEnd());
        HttpResponse<Stream<String>> answer = CLIENT.send(chat("\"stream\":true"), BodyHandlers.ofLines());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        try (Stream<String> lines = answer.body()) {
            Iterator<String> events = lines.filter(line -> !line.isEmpty()).iterator();
            assertThat(events.next()).contains("\"role\":\"assistant\"");
            assertThat(events.next()).contains("\"content\":\"one\"");
            second.countDown();
            assertThat(events.next()).contains("\"content\":\" two\"");
            assertThat(events.next()).contains("\"finish_reason\":\"stop\"");
            assertThat(events.next()).isEqualTo("data: [DONE]");
            assertThat(events).isExhausted();
        }
    }

    @Test
    void aMistakeIsOpenAisErrorWithItsStatus() throws Exception {
        HttpResponse<String> answer = CLIENT.send(chat("\"temperature\":3"), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"type\":\"invalid_request_error\"", "\"param\":\"temperature\"");
    }

    @Test
    void aFailureBeforeTheFirstTokenHasAStatusAndOneAfterItIsAnEvent() throws Exception {
        TRITON.enqueue(ScriptedReply.events("{\"error\":\"boom\"}"));
        assertThat(CLIENT.send(chat("\"stream\":true"), BodyHandlers.ofString()).statusCode())
                .isEqualTo(502);
        TRITON.enqueue(ScriptedReply.events("{\"text_output\":\"one\"}", "{\"error\":\"boom\"}"));
        HttpResponse<String> broken = CLIENT.send(chat("\"stream\":true"), BodyHandlers.ofString());
        assertThat(broken.statusCode()).isEqualTo(200);
        assertThat(broken.body()).contains("data: {\"error\":", "boom").doesNotContain("[DONE]");
    }

    @Test
    void aClientWhoLeavesEndsTheCallToTritonAtTheNextToken() throws Exception {
        int before = TRITON.cancelledCount();
        HttpResponse<InputStream> answer = CLIENT.send(
                chat("\"stream\":true,\"max_tokens\":100000", "@@tokens=100000 @@delay=10"),
                BodyHandlers.ofInputStream());
        InputStream events = answer.body();
        assertThat(new String(events.readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("data: ");
        events.close();
        await().atMost(SOON).until(() -> TRITON.cancelledCount() == before + 1);
    }

    @Test
    void manyAreAnsweredAtATime() {
        CountDownLatch all = new CountDownLatch(1);
        int many = 50;
        IntStream.range(0, many)
                .forEach(i -> TRITON.enqueue(ScriptedReply.stream()
                        .event("{\"text_output\":\"one\"}")
                        .await(all)
                        .thenEnd()));
        List<CompletableFuture<HttpResponse<String>>> answers = Stream.generate(
                        () -> CLIENT.sendAsync(chat("\"stream\":true"), BodyHandlers.ofString()))
                .limit(many)
                .toList();
        await().atMost(SOON).until(() -> TRITON.inFlight() == many);
        all.countDown();
        assertThat(answers).allSatisfy(answer -> assertThat(answer).succeedsWithin(SOON));
    }

    @Test
    void theModelsAreListed() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/v1/models")).build();
        assertThat(CLIENT.send(request, BodyHandlers.ofString()).body())
                .contains("Meta-Llama-3.1-8B-Instruct", "Meta-Llama-3.1-70B-Instruct");
    }

    @Test
    void aFileIsUploadedAndItsBatchIsDone() throws Exception {
        String line = "{\"custom_id\":\"%s\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\","
                + "\"body\":{\"model\":\"70b\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}}\n";
        // larger than the 1 MB that Spring Boot takes unless told otherwise
        String lines = line.formatted("a", "Grüße") + line.formatted("b", "x".repeat(2_000_000));
        String boundary = "----boundary";
        String form =
                "--" + boundary + "\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--" + boundary
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"in.jsonl\"\r\n"
                        + "Content-Type: application/jsonl\r\n\r\n" + lines + "\r\n--" + boundary + "--\r\n";
        String file = ask("/v1/files", "multipart/form-data; boundary=" + boundary, form);
        assertThat(file)
                .contains("\"filename\":\"in.jsonl\"", "\"bytes\":" + lines.getBytes(StandardCharsets.UTF_8).length);
        String batch = ask(
                "/v1/batches",
                "application/json",
                "{\"input_file_id\":\"" + id(file)
                        + "\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}");
        await().atMost(SOON)
                .until(() -> ask("/v1/batches/" + id(batch), null, null).contains("\"status\":\"completed\""));
        String done = ask("/v1/batches/" + id(batch), null, null);
        assertThat(done).contains("\"request_counts\":{\"total\":2,\"completed\":2,\"failed\":0}");
        String results = done.replaceFirst(".*\"output_file_id\":\"([^\"]+)\".*", "$1");
        assertThat(ask("/v1/files/" + results + "/content", null, null))
                .contains("\"custom_id\":\"a\"", "\"custom_id\":\"b\"", "\"object\":\"chat.completion\"");
    }

    private static String id(String object) {
        return object.replaceFirst("^\\{\"id\":\"([^\"]+)\".*", "$1");
    }

    private String ask(String path, String type, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(SOON);
        if (body != null) {
            request.header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body));
        }
        HttpResponse<String> answer = CLIENT.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private HttpRequest chat(String fields) {
        return chat(fields, "Hello");
    }

    private HttpRequest chat(String fields, String content) {
        return HttpRequest.newBuilder(uri("/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .timeout(SOON)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]," + fields + "}"))
                .build();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}

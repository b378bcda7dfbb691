package com.example.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(SimulatedTriton.class)
class ChatTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TestHTTPResource("/v1/chat/completions")
    URI chats;

    TritonSimulator triton;

    @Inject
    ProducerTemplate bus;

    @Test
    void aRouteOfTheApplicationMayAskByAMap() {
        Map<String, Object> request =
                Map.of("model", "70b", "messages", List.of(Map.of("role", "user", "content", "Hello")));
        assertThat(bus.requestBody("direct:openai-chat", request, String.class))
                .contains("\"object\":\"chat.completion\"", "Meta-Llama-3.1-70B-Instruct (simulated)");
    }

    @Test
    void aChatIsAnsweredWithTheDefaultsUnlessTheApplicationSaysOtherwise() throws Exception {
        HttpResponse<String> answer = CLIENT.send(chat("\"model\":\"70b\"", "Hello"), BodyHandlers.ofString());
        assertThat(answer.body())
                .contains("\"object\":\"chat.completion\"", "Meta-Llama-3.1-70B-Instruct (simulated)")
                .contains("\"finish_reason\":\"length\"", "\"completion_tokens\":7");
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenArrivesBeforeTheNextIsProduced() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(second)
                .event("{\"text_output\":\" two\"}")
                .thenEnd());
        HttpResponse<Stream<String>> answer = CLIENT.send(chat("\"stream\":true", "Hello"), BodyHandlers.ofLines());
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
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
        HttpResponse<String> answer = CLIENT.send(chat("\"temperature\":3", "Hello"), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"type\":\"invalid_request_error\"", "\"param\":\"temperature\"");
    }

    @Test
    void aClientWhoLeavesEndsTheCallToTritonAtOnce() throws Exception {
        int before = triton.cancelledCount();
        try (InputStream events = CLIENT.send(chat("\"stream\":true", "@@fail=stall"), BodyHandlers.ofInputStream())
                .body()) {
            assertThat(new String(events.readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("data: ");
        }
        await().atMost(SOON).until(() -> triton.cancelledCount() == before + 1);
    }

    @Test
    void aFileIsUploadedAndItsBatchIsDone() throws Exception {
        String line = "{\"custom_id\":\"%s\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\","
                + "\"body\":{\"model\":\"70b\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}}\n";
        // larger than the 10 MB that Quarkus takes unless told otherwise
        String padded = line.replace("\n", " ".repeat(5_500_000) + "\n");
        String lines = padded.formatted("a", "Grüße") + padded.formatted("b", "Hello");
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
        HttpRequest.Builder request =
                HttpRequest.newBuilder(chats.resolve(path)).timeout(SOON);
        if (body != null) {
            request.header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body));
        }
        HttpResponse<String> answer = CLIENT.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private HttpRequest chat(String fields, String content) {
        return HttpRequest.newBuilder(chats)
                .header("Content-Type", "application/json")
                .timeout(SOON)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]," + fields + "}"))
                .build();
    }
}

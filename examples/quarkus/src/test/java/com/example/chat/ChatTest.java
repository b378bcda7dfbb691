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

    private HttpRequest chat(String fields, String content) {
        return HttpRequest.newBuilder(chats)
                .header("Content-Type", "application/json")
                .timeout(SOON)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]," + fields + "}"))
                .build();
    }
}

package io.openaitriton.examples.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import jakarta.jms.Destination;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a request of the queue, on a real broker. */
class JmsGatewayTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static TritonSimulator triton;
    private static Broker broker;
    private static Main gateway;
    private static Client client;

    @BeforeAll
    static void start() throws Exception {
        triton = TritonSimulator.start(SimulatorSettings.defaults());
        broker = new Broker(folder, "chat-requests", "chat-dead-letters");
        broker.start();
        client = new Client(broker.url());
        gateway = JmsGateway.create();
        gateway.addOverrideProperty("jms.url", broker.url());
        gateway.addOverrideProperty("jms.consumers", "4");
        gateway.addOverrideProperty("jms.deliveries", "2");
        gateway.addOverrideProperty("triton.llama-8b.url", triton.url());
        gateway.addOverrideProperty("triton.llama-70b.url", triton.url());
        gateway.start();
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        gateway.stop();
        broker.close();
        triton.close();
    }

    @Test
    void aRequestIsAnsweredUnderItsCorrelationId() throws Exception {
        Message reply = ask(chat("hi", ""), "mine");
        assertThat(reply.getJMSCorrelationID()).isEqualTo("mine");
        assertThat(reply.getIntProperty("openaiStatus")).isEqualTo(200);
        assertThat(((TextMessage) reply).getText()).contains("\"object\":\"chat.completion\"", "hi");
    }

    @Test
    void aRequestWithoutACorrelationIdIsAnsweredUnderItsMessageId() throws Exception {
        Destination replies = client.temporary();
        String id = client.send("chat-requests", chat("hi", ""), null, replies);
        assertThat(client.receive(replies, LIMIT).getJMSCorrelationID()).isEqualTo(id);
    }

    @Test
    void aRequestThatIsWrongIsAnsweredWithOpenAisError() throws Exception {
        Message reply = ask("{\"messages\":", "wrong");
        assertThat(reply.getJMSCorrelationID()).isEqualTo("wrong");
        assertThat(reply.getIntProperty("openaiStatus")).isEqualTo(400);
        assertThat(((TextMessage) reply).getText()).contains("\"error\"", "Invalid JSON");
    }

    @Test
    void aRequestThatTritonFailsAtIsAnsweredWithOpenAisError() throws Exception {
        Message reply = ask(chat("@@fail=at-once", ""), "failing");
        assertThat(reply.getIntProperty("openaiStatus")).isEqualTo(502);
        assertThat(((TextMessage) reply).getText()).contains("\"type\":\"server_error\"");
    }

    @Test
    void aStreamIsRefusedByName() throws Exception {
        Message reply = ask(chat("hi", ",\"stream\":true"), "stream");
        assertThat(reply.getIntProperty("openaiStatus")).isEqualTo(400);
        assertThat(((TextMessage) reply).getText()).contains("\"param\":\"stream\"");
    }

    @Test
    void aReplyAndADeadLetterAreSentInTheSessionThatTookTheRequest() throws Exception {
        ask(chat("hi", ""), "first");
        long before = broker.connections();
        ask(chat("hi", ""), "second");
        client.send("chat-requests", chat("to nobody", ""), "third", null);
        assertThat(client.receive(client.queue("chat-dead-letters"), LIMIT)).isNotNull();
        assertThat(broker.connections()).isEqualTo(before);
    }

    @Test
    void aRequestThatWantsNoReplyIsADeadLetterAndTritonIsNotAsked() throws Exception {
        int before = triton.requestCount();
        client.send("chat-requests", chat("to nobody", ""), "nobody", null);
        Message dead = client.receive(client.queue("chat-dead-letters"), LIMIT);
        assertThat(((TextMessage) dead).getText()).contains("to nobody");
        assertThat(dead.getJMSCorrelationID()).isEqualTo("nobody");
        assertThat(dead.getStringProperty("openaiReason")).isEqualTo("no JMSReplyTo");
        assertThat(triton.requestCount()).isEqualTo(before);
    }

    @Test
    void aRequestWhoseReplyNobodyTakesIsADeadLetterInTheEnd() throws Exception {
        client.send("chat-requests", chat("hi", ""), "gone", client.queue("no-such-queue"));
        Message dead = client.receive(client.queue("chat-dead-letters"), LIMIT);
        assertThat(dead.getJMSCorrelationID()).isEqualTo("gone");
        assertThat(dead.getStringProperty("openaiReason")).contains("2 times");
        await().atMost(LIMIT).until(() -> broker.size("chat-requests") == 0);
    }

    static String chat(String content, String more) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]" + more + "}";
    }

    private static Message ask(String request, String correlationId) throws Exception {
        Destination replies = client.temporary();
        client.send("chat-requests", request, correlationId, replies);
        return client.receive(replies, LIMIT);
    }
}

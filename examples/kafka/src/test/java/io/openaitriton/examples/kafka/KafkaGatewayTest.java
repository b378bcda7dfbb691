package io.openaitriton.examples.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.main.Main;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a request of the topic, on a real broker. */
class KafkaGatewayTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ANSWER_TIMEOUT = 5000;

    @TempDir
    private static Path folder;

    private static TritonSimulator triton;
    private static KafkaBroker broker;
    private static Main gateway;
    private static Client client;

    @BeforeAll
    static void start() throws Exception {
        triton = TritonSimulator.start(SimulatorSettings.defaults());
        broker = KafkaBroker.start(folder);
        broker.createTopics(2, "chat-requests", "chat-dead-letters");
        broker.admin()
                .createTopics(List.of(
                        new NewTopic("chat-answers", 2, (short) 1).configs(Map.of("max.message.bytes", "20000"))))
                .all()
                .get();
        client = new Client(broker.address(), "chat-requests", "chat-answers", "chat-dead-letters");
        gateway = KafkaGateway.create();
        gateway.addOverrideProperty("kafka.brokers", broker.address());
        gateway.addOverrideProperty("kafka.retry-delay", "10");
        gateway.addOverrideProperty("kafka.retries", "2");
        gateway.addOverrideProperty("kafka.answer-timeout", Integer.toString(ANSWER_TIMEOUT));
        gateway.addOverrideProperty("triton.first-byte-timeout", Integer.toString(2 * ANSWER_TIMEOUT));
        gateway.addOverrideProperty("triton.llama-8b.url", triton.url());
        gateway.addOverrideProperty("triton.llama-70b.url", triton.url());
        gateway.start();
    }

    @AfterAll
    static void stop() {
        client.close();
        gateway.stop();
        broker.close();
        triton.close();
    }

    @Test
    void aRequestIsAnsweredUnderItsKeyAndWithItsHeaders() {
        client.send("a", chat("hi", ""), Map.of("trace", "42", "CamelHttpUri", "http://elsewhere"));
        Letter answer = client.outcome("a", LIMIT);
        assertThat(answer.topic()).isEqualTo("chat-answers");
        assertThat(answer.body()).contains("\"object\":\"chat.completion\"", "hi");
        assertThat(answer.header("trace")).isEqualTo("42");
        assertThat(answer.header("CamelHttpUri")).isNull();
        assertThat(answer.header("openai-request")).matches("chat-requests-\\d+@\\d+");
        assertThat(answer.sent().headers()).hasSize(2);
    }

    @Test
    void aRequestThatIsWrongIsADeadLetterWithItsOwnBody() {
        client.send("wrong", "{\"messages\":", Map.of("trace", "43", "openai-status", "of an earlier life"));
        Letter dead = client.outcome("wrong", LIMIT);
        assertThat(dead.topic()).isEqualTo("chat-dead-letters");
        assertThat(dead.body()).isEqualTo("{\"messages\":");
        assertThat(dead.header("trace")).isEqualTo("43");
        assertThat(dead.header("openai-status")).isEqualTo("400");
        assertThat(dead.header("openai-error")).contains("Invalid JSON", "invalid_request_error");
    }

    @Test
    void aRequestWithoutABodyIsADeadLetter() {
        client.send("empty", null, Map.of());
        Letter dead = client.outcome("empty", LIMIT);
        assertThat(dead.topic()).isEqualTo("chat-dead-letters");
        assertThat(dead.body()).isNull();
        assertThat(dead.header("openai-status")).isEqualTo("400");
    }

    @Test
    void aStreamIsRefusedByName() {
        client.send("stream", chat("hi", ",\"stream\":true"), Map.of());
        Letter dead = client.outcome("stream", LIMIT);
        assertThat(dead.header("openai-status")).isEqualTo("400");
        assertThat(dead.header("openai-error")).contains("\"param\":\"stream\"");
    }

    @Test
    void aRequestIsAskedAgainWhileTritonFails() {
        triton.enqueue(ScriptedReply.json(503, "{\"error\":\"no room\"}"));
        triton.enqueue(ScriptedReply.json(500, "{\"error\":\"no room\"}"));
        client.send("again", chat("hi", ""), Map.of());
        assertThat(client.outcome("again", LIMIT).topic()).isEqualTo("chat-answers");
    }

    @Test
    void aRequestThatFailsAgainAndAgainIsADeadLetter() {
        int before = triton.requestCount();
        client.send("failing", chat("@@fail=at-once", ""), Map.of());
        Letter dead = client.outcome("failing", LIMIT);
        assertThat(dead.topic()).isEqualTo("chat-dead-letters");
        assertThat(dead.body()).isEqualTo(chat("@@fail=at-once", ""));
        assertThat(dead.header("openai-status")).startsWith("5");
        assertThat(triton.requestCount() - before).isEqualTo(3);
    }

    @Test
    void aRequestThatIsNotAnsweredInTimeIsADeadLetterAndHoldsNobodyUp() {
        client.send("hanging", chat("@@fail=hang", ""), Map.of());
        client.send("beside", chat("hi", ""), Map.of());
        assertThat(client.outcome("beside", LIMIT).topic()).isEqualTo("chat-answers");
        Letter dead = client.outcome("hanging", LIMIT);
        assertThat(dead.topic()).isEqualTo("chat-dead-letters");
        assertThat(dead.header("openai-status")).isEqualTo("504");
        assertThat(dead.header("openai-error")).contains(ANSWER_TIMEOUT + " ms");
    }

    @Test
    void anAnswerThatItsTopicDoesNotTakeIsADeadLetter() {
        client.send("large", chat("@@tokens=9000", ",\"max_tokens\":9000"), Map.of());
        Letter dead = client.outcome("large", LIMIT);
        assertThat(dead.topic()).isEqualTo("chat-dead-letters");
        assertThat(dead.header("openai-error")).contains("answer_too_large");
    }

    static String chat(String content, String more) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]" + more + "}";
    }
}

package io.openaitriton.examples.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch whose outcomes are not in their topics is read again, whatever the reason. */
class UncommittedTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    private TritonSimulator triton;
    private KafkaBroker broker;
    private Main gateway;

    @BeforeEach
    void start() throws Exception {
        triton = TritonSimulator.start(SimulatorSettings.defaults());
        broker = KafkaBroker.start(folder);
        broker.createTopics(1, "requests");
        gateway = KafkaGateway.create();
        gateway.addOverrideProperty("kafka.brokers", broker.address());
        gateway.addOverrideProperty("kafka.requests", "requests");
        gateway.addOverrideProperty("kafka.answers", "answers");
        gateway.addOverrideProperty("kafka.dead-letters", "dead");
        // how long a producer waits for a topic
        gateway.addOverrideProperty("camel.component.kafka.max-block-ms", "1000");
        gateway.addOverrideProperty("triton.llama-8b.url", triton.url());
        gateway.addOverrideProperty("triton.llama-70b.url", triton.url());
    }

    @AfterEach
    void stop() {
        gateway.stop();
        broker.close();
        triton.close();
    }

    @Test
    void aTopicThatIsNotThereYetLosesNothing() throws Exception {
        gateway.start();
        try (Client client = send()) {
            awaitSecondReading();
            broker.createTopics(1, "answers", "dead");
            assertThat(client.outcome("one", LIMIT).topic()).isEqualTo("answers");
            client.outcome("two", LIMIT);
            assertThat(client.readToEnd(LIMIT)).hasSize(2);
        }
    }

    @Test
    void aRouteThatForgetsToCommitLosesNothing() throws Exception {
        broker.createTopics(1, "answers", "dead");
        String route = Files.readString(Path.of("routes/kafka-requests.camel.yaml"));
        String commit = "        - bean:\n            ref: kafkaAnswers\n            method: commit\n";
        assertThat(route).contains(commit);
        Files.writeString(folder.resolve("kafka-requests.camel.yaml"), route.replace(commit, ""));
        gateway.addOverrideProperty(
                "camel.main.routes-include-pattern",
                "file:" + folder + "/*.yaml,file:routes/kafka-request.camel.yaml,file:routes/kafka-chat.camel.yaml,"
                        + "classpath:openai-triton/routes/*.yaml");
        gateway.start();
        try (Client client = send()) {
            awaitSecondReading();
            assertThat(client.readToEnd(LIMIT)).isEmpty();
        }
    }

    private Client send() {
        Client client = new Client(broker.address(), "requests", "answers", "dead");
        client.send("one", KafkaGatewayTest.chat("hi", ""), Map.of());
        client.send("two", KafkaGatewayTest.chat("hi", ""), Map.of());
        client.flush();
        return client;
    }

    private void awaitSecondReading() {
        await().atMost(LIMIT).until(() -> triton.requestCount() >= 4);
    }
}

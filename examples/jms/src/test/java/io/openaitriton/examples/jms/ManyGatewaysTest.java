package io.openaitriton.examples.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import jakarta.jms.JMSConsumer;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three gateways, each a process of its own, share the requests of a queue: whatever dies, each is answered once. */
class ManyGatewaysTest {
    private static final int REQUESTS = Integer.getInteger("requests", 500);
    private static final long SEED = Long.getLong("seed", 1);
    private static final int GATEWAYS = 3;
    private static final int CONSUMERS = 8;
    private static final Duration STARTING = Duration.ofMinutes(2);
    private static final Duration WORKING = Duration.ofSeconds(120 + REQUESTS / 10);

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private final List<JavaProcess> gateways = new ArrayList<>();
    private TritonSimulator triton;
    private Broker broker;

    @BeforeEach
    void start() throws Exception {
        triton = TritonSimulator.start(SimulatorSettings.defaults()
                .withTimeToFirstToken(Duration.ofMillis(200))
                .withTokensPerSecond(200));
        broker = new Broker(folder, "requests", "replies", "dead");
        broker.start();
        Map<String, String> settings = Map.of(
                "jms.url", broker.url(),
                "jms.requests", "requests",
                "jms.dead-letters", "dead",
                "jms.consumers", Integer.toString(CONSUMERS),
                "jms.recovery-interval", "200",
                "triton.llama-8b.url", triton.url(),
                "triton.llama-70b.url", triton.url());
        for (int i = 0; i < GATEWAYS; i++) {
            gateways.add(JavaProcess.start(folder.resolve("gateway-" + i + ".log"), settings, JmsGateway.class));
        }
        await().atMost(STARTING).until(() -> broker.consumers("requests") == GATEWAYS * CONSUMERS);
    }

    @AfterEach
    void stop() throws Exception {
        gateways.forEach(JavaProcess::close);
        broker.close();
        triton.close();
    }

    @Test
    void aGatewayThatIsKilledInMidWorkLosesAndDoublesNothing() throws Exception {
        sendAll();
        awaitReplies(REQUESTS / 5 + random.nextInt(REQUESTS / 5));
        gateways.get(random.nextInt(GATEWAYS)).kill();
        assertThat(broker.size("requests")).isPositive();
        assertEachIsAnsweredOnce();
    }

    @Test
    void aBrokerThatIsRestartedInMidWorkLosesAndDoublesNothing() throws Exception {
        sendAll();
        awaitReplies(REQUESTS / 5);
        broker.stop();
        broker.start();
        assertThat(broker.size("requests")).isPositive();
        assertEachIsAnsweredOnce();
        assertThat(gateways).allMatch(JavaProcess::isAlive);
    }

    private void sendAll() throws Exception {
        try (Client client = Client.transacted(broker.url())) {
            for (int i = 0; i < REQUESTS; i++) {
                client.send(
                        "requests",
                        JmsGatewayTest.chat("number " + i, ""),
                        Integer.toString(i),
                        client.queue("replies"));
            }
            client.commit();
        }
    }

    private void awaitReplies(int count) {
        await().atMost(WORKING).until(() -> broker.size("replies") >= count);
    }

    private void assertEachIsAnsweredOnce() throws Exception {
        await().atMost(WORKING).until(() -> broker.size("requests") == 0);
        assertThat(broker.size("dead")).isZero();
        assertThat(broker.size("replies")).isEqualTo(REQUESTS);
        Map<String, String> replies = new HashMap<>();
        try (Client client = new Client(broker.url());
                JMSConsumer consumer = client.consumer(client.queue("replies"))) {
            for (int i = 0; i < REQUESTS; i++) {
                TextMessage reply = (TextMessage) consumer.receive(WORKING.toMillis());
                assertThat(replies.put(reply.getJMSCorrelationID(), reply.getText()))
                        .isNull();
                assertThat(reply.getText()).contains("number " + reply.getJMSCorrelationID() + "\\\"");
            }
        }
        System.out.printf(
                "%d requests, each answered once; Triton was asked %d times%n", REQUESTS, triton.requestCount());
    }
}

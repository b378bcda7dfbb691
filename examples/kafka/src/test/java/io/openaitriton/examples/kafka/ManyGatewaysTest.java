package io.openaitriton.examples.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.ConsumerGroupState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three gateways, each a process of its own, share the requests of a topic: whatever dies, each is answered once. */
class ManyGatewaysTest {
    private static final int REQUESTS = Integer.getInteger("requests", 500);
    private static final long SEED = Long.getLong("seed", 1);
    private static final int WRONG = 50;
    private static final int GATEWAYS = 3;
    private static final int PARTITIONS = 12;
    private static final String GROUP = "gateways";
    private static final Duration STARTING = Duration.ofMinutes(2);
    private static final Duration WORKING = Duration.ofSeconds(120 + REQUESTS / 10);

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private final List<JavaProcess> gateways = new ArrayList<>();
    private TritonSimulator triton;
    private KafkaBroker broker;
    private Client client;

    @BeforeEach
    void start() throws Exception {
        triton = TritonSimulator.start(SimulatorSettings.defaults()
                .withTimeToFirstToken(Duration.ofMillis(50))
                .withTokensPerSecond(200));
        broker = KafkaBroker.start(folder);
        broker.createTopics(PARTITIONS, "requests", "answers", "dead");
        client = new Client(broker.address(), "requests", "answers", "dead");
        for (int i = 0; i < GATEWAYS; i++) {
            gateways.add(gateway(i));
        }
        await().atMost(STARTING).ignoreExceptions().until(this::isShared);
    }

    @AfterEach
    void stop() {
        gateways.forEach(JavaProcess::close);
        client.close();
        broker.close();
        triton.close();
    }

    @Test
    void aGatewayThatIsKilledInMidWorkLosesAndDoublesNothing() throws Exception {
        sendAll();
        client.await(WORKING, letters -> letters.size() > REQUESTS / 5 + random(REQUESTS / 5));
        gateways.get(random(GATEWAYS)).kill();
        assertThat(client.await(WORKING, letters -> true)).hasSizeLessThan(REQUESTS);
        assertEachIsAnsweredOnce();
    }

    @Test
    void aBrokerThatIsKilledAndStartedAgainInMidWorkLosesAndDoublesNothing() throws Exception {
        sendAll();
        client.await(WORKING, letters -> letters.size() > REQUESTS / 5);
        broker.kill();
        broker.restart();
        assertThat(client.await(WORKING, letters -> true)).hasSizeLessThan(REQUESTS);
        assertEachIsAnsweredOnce();
        assertThat(gateways).allMatch(JavaProcess::isAlive);
    }

    private void sendAll() {
        for (int i = 0; i < REQUESTS; i++) {
            client.send("request-" + i, isWrong(i) ? "{}" : KafkaGatewayTest.chat("number " + i, ""), Map.of());
        }
        client.flush();
    }

    private void assertEachIsAnsweredOnce() {
        client.await(WORKING, letters -> letters.size() >= REQUESTS);
        // nothing is being worked on any more that could still be answered
        await().atMost(WORKING).ignoreExceptions().until(() -> lag() == 0);
        Map<String, String> topics = new LinkedHashMap<>();
        for (Letter letter : client.readToEnd(WORKING)) {
            assertThat(topics.put(letter.key(), letter.topic()))
                    .as(letter.key())
                    .isNull();
            if (letter.topic().equals("answers")) {
                assertThat(letter.body()).contains("number " + letter.key().substring("request-".length()) + "\\\"");
            }
        }
        for (int i = 0; i < REQUESTS; i++) {
            assertThat(topics.get("request-" + i)).as("request-" + i).isEqualTo(isWrong(i) ? "dead" : "answers");
        }
        assertThat(topics).hasSize(REQUESTS);
        System.out.printf(
                "%d requests, each with one outcome; Triton was asked %d times for %d answers%n",
                REQUESTS, triton.requestCount(), REQUESTS - (REQUESTS + WRONG - 1) / WRONG);
    }

    private static boolean isWrong(int number) {
        return number % WRONG == 0;
    }

    private int random(int bound) {
        return random.nextInt(bound);
    }

    private JavaProcess gateway(int number) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("kafka.brokers", broker.address());
        settings.put("kafka.requests", "requests");
        settings.put("kafka.answers", "answers");
        settings.put("kafka.dead-letters", "dead");
        settings.put("kafka.group", GROUP);
        settings.put("kafka.batch", "16");
        settings.put("kafka.session-timeout", "6000");
        settings.put("triton.llama-8b.url", triton.url());
        settings.put("triton.llama-70b.url", triton.url());
        return JavaProcess.start(folder.resolve("gateway-" + number + ".log"), settings, KafkaGateway.class);
    }

    private boolean isShared() throws Exception {
        ConsumerGroupDescription group = broker.admin()
                .describeConsumerGroups(List.of(GROUP))
                .all()
                .get()
                .get(GROUP);
        return group.state() == ConsumerGroupState.STABLE && group.members().size() == GATEWAYS;
    }

    private long lag() throws Exception {
        Map<TopicPartition, OffsetSpec> partitions = new LinkedHashMap<>();
        for (int i = 0; i < PARTITIONS; i++) {
            partitions.put(new TopicPartition("requests", i), OffsetSpec.latest());
        }
        Map<TopicPartition, OffsetAndMetadata> committed = broker.admin()
                .listConsumerGroupOffsets(GROUP)
                .partitionsToOffsetAndMetadata()
                .get();
        long lag = 0;
        for (var end : broker.admin().listOffsets(partitions).all().get().entrySet()) {
            OffsetAndMetadata done = committed.get(end.getKey());
            lag += end.getValue().offset() - (done == null ? 0 : done.offset());
        }
        return lag;
    }
}

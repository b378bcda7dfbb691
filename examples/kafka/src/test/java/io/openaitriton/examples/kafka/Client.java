package io.openaitriton.examples.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends requests and reads what was committed in the topics of answers and dead letters, from their beginning. */
final class Client implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final String requests;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<Letter> letters = new ArrayList<>();

    Client(String broker, String requests, String answers, String deadLetters) {
        this.requests = requests;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker, "linger.ms", 5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        broker,
                        "group.id",
                        UUID.randomUUID().toString(),
                        "auto.offset.reset",
                        "earliest",
                        "isolation.level",
                        "read_committed",
                        "max.poll.interval.ms",
                        (int) TimeUnit.HOURS.toMillis(1)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(answers, deadLetters));
    }

    Future<?> send(String key, String body, Map<String, String> headers) {
        ProducerRecord<byte[], byte[]> request = new ProducerRecord<>(requests, bytes(key), bytes(body));
        headers.forEach((name, value) -> request.headers().add(new RecordHeader(name, bytes(value))));
        return producer.send(request);
    }

    /** Returns when all that was sent is in the topic. */
    void flush() {
        producer.flush();
    }

    /** All letters so far, as soon as they are as they should be. */
    List<Letter> await(Duration limit, Predicate<List<Letter>> goal) {
        long end = System.nanoTime() + limit.toNanos();
        while (!goal.test(letters)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Only " + letters.size() + " letters within " + limit);
            }
            consumer.poll(POLL).forEach(record -> letters.add(new Letter(record)));
        }
        return letters;
    }

    /** The one letter of this key. */
    Letter outcome(String key, Duration limit) {
        List<Letter> all = await(limit, some -> some.stream().anyMatch(letter -> key.equals(letter.key())));
        return all.stream()
                .filter(letter -> key.equals(letter.key()))
                .findFirst()
                .orElseThrow();
    }

    /** All letters that there are, to the end of the topics as it is now. */
    List<Letter> readToEnd(Duration limit) {
        Set<TopicPartition> partitions = consumer.assignment();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        return await(
                limit,
                some -> ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue()));
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        consumer.close(Duration.ofSeconds(5));
    }
}

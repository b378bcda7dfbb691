package io.openaitriton.examples.kafka;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

/** A record of the topic of requests: where it stands, which membership of the group it was read under, what became of it. */
final class KafkaRequest implements KafkaManualCommit {
    private final TopicPartition partition;
    private final long offset;
    private final ConsumerGroupMetadata membership;
    private final byte[] key;
    private final byte[] value;
    private final Headers headers;
    private final AtomicReference<KafkaOutcome> outcome = new AtomicReference<>();

    private volatile boolean committed;

    KafkaRequest(
            TopicPartition partition,
            long offset,
            ConsumerGroupMetadata membership,
            byte[] key,
            byte[] value,
            Headers headers) {
        this.partition = partition;
        this.offset = offset;
        this.membership = membership;
        this.key = key;
        this.value = value;
        this.headers = headers;
    }

    TopicPartition partition() {
        return partition;
    }

    long offset() {
        return offset;
    }

    ConsumerGroupMetadata membership() {
        return membership;
    }

    byte[] key() {
        return key;
    }

    /** The chat request as JSON, or null. Public for the routes. */
    public byte[] getValue() {
        return value;
    }

    Headers headers() {
        return headers;
    }

    /** The first outcome holds: a reply that comes after the request was given up changes nothing. */
    void complete(KafkaOutcome value) {
        outcome.compareAndSet(null, value);
    }

    /** What is written instead of an answer that no topic takes. */
    void replace(KafkaOutcome value) {
        outcome.set(value);
    }

    /** Null while there is none. */
    KafkaOutcome outcome() {
        return outcome.get();
    }

    void committed() {
        committed = true;
    }

    boolean isCommitted() {
        return committed;
    }

    @Override
    public void commit() {
        throw new UnsupportedOperationException("A request is committed with its answer, by KafkaAnswers");
    }

    /** Names the request, for instance {@code chat-requests-3@42}. */
    @Override
    public String toString() {
        return partition + "@" + offset;
    }
}

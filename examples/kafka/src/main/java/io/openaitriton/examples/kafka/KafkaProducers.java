package io.openaitriton.examples.kafka;

import java.time.Duration;
import java.util.Properties;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Transactional producers with the settings of Camel's Kafka component: as many as there are batches to commit at a time. */
public final class KafkaProducers implements AutoCloseable {
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Queue<Producer<byte[], byte[]>> idle = new ConcurrentLinkedQueue<>();
    private String transactionalIdPrefix;
    private int transactionTimeout;

    public void setTransactionalIdPrefix(String value) {
        transactionalIdPrefix = value;
    }

    /** Milliseconds after which the broker gives up what a dead gateway was about to commit. */
    public void setTransactionTimeout(int value) {
        transactionTimeout = value;
    }

    /** For one user, who gives it back or closes it. */
    Producer<byte[], byte[]> take(CamelContext context) {
        Producer<byte[], byte[]> producer = idle.poll();
        return producer == null ? create(context) : producer;
    }

    void giveBack(Producer<byte[], byte[]> producer) {
        idle.add(producer);
    }

    @SuppressWarnings("unchecked")
    private Producer<byte[], byte[]> create(CamelContext context) {
        // of any topic: what matters is what it has from the component
        KafkaEndpoint endpoint = context.getEndpoint("kafka:answers", KafkaEndpoint.class);
        KafkaConfiguration configuration = endpoint.getConfiguration();
        Properties properties = configuration.createProducerProperties();
        properties.put(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                endpoint.getKafkaClientFactory().getBrokers(configuration));
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        // a name of its own: what another gateway left undone is kept from the group by the membership, not by the name
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalIdPrefix + UUID.randomUUID());
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, transactionTimeout);
        Producer<byte[], byte[]> producer = endpoint.getKafkaClientFactory().getProducer(properties);
        try {
            producer.initTransactions();
            return producer;
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    @Override
    public void close() {
        for (Producer<?, ?> producer = idle.poll(); producer != null; producer = idle.poll()) {
            producer.close(CLOSING);
        }
    }
}

package io.openaitriton.examples.kafka;

import io.openaitriton.generation.ApiException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.CamelContext;
import org.apache.camel.ExchangeProperty;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the outcomes of a batch and commits the offsets of its requests, in one transaction of Kafka.
 *
 * <p>Not {@code to: kafka:} with {@code transacted=true}: that commits answers without offsets, one exchange at a time, and
 * is left with a closed producer for good when the broker refuses a commit.
 */
public final class KafkaAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaAnswers.class);

    private KafkaProducers producers;
    private String answers;
    private String deadLetters;

    public void setProducers(KafkaProducers value) {
        producers = value;
    }

    public void setAnswers(String topic) {
        answers = topic;
    }

    public void setDeadLetters(String topic) {
        deadLetters = topic;
    }

    /**
     * Returns when the batch is committed.
     *
     * @throws RuntimeException if it is not, or nobody knows; reading it again shows which
     */
    public void commit(@ExchangeProperty("kafkaBatch") List<KafkaRequest> batch, CamelContext context) {
        if (context.getShutdownStrategy().isTimeoutOccurred()) {
            // what was cut off is for another gateway to answer, and no dead letter
            throw new RejectedExecutionException("The gateway was stopped in mid-work");
        }
        Producer<byte[], byte[]> producer = producers.take(context);
        try {
            write(producer, batch);
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
        producers.giveBack(producer);
    }

    private void write(Producer<byte[], byte[]> producer, List<KafkaRequest> batch) {
        Map<KafkaRequest, Future<?>> sent = new HashMap<>();
        try {
            transact(producer, batch, sent);
        } catch (RuntimeException e) {
            abort(producer, e);
            if (!refuseTooLarge(sent)) {
                throw e;
            }
            transact(producer, batch, sent);
        }
    }

    private void transact(
            Producer<byte[], byte[]> producer, List<KafkaRequest> batch, Map<KafkaRequest, Future<?>> sent) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        KafkaLetters letters = new KafkaLetters(answers, deadLetters);
        producer.beginTransaction();
        for (KafkaRequest request : batch) {
            sent.put(request, producer.send(letters.of(request)));
            // in the order of the partition: the last one counts
            offsets.put(request.partition(), new OffsetAndMetadata(request.offset() + 1));
        }
        producer.sendOffsetsToTransaction(offsets, membership(batch));
        producer.commitTransaction();
        batch.forEach(KafkaRequest::committed);
    }

    /** Requests read before and after a change in the group do not mix: others may have the former by now. */
    private static ConsumerGroupMetadata membership(List<KafkaRequest> batch) {
        ConsumerGroupMetadata first = batch.get(0).membership();
        if (!batch.stream().allMatch(request -> request.membership().equals(first))) {
            throw new CommitFailedException("The group changed while a batch was read");
        }
        return first;
    }

    private static void abort(Producer<byte[], byte[]> producer, RuntimeException failure) {
        try {
            producer.abortTransaction();
        } catch (RuntimeException e) {
            // the producer is of no more use; the broker settles what it left
            failure.addSuppressed(e);
            throw failure;
        }
    }

    /** An answer that no topic takes would be asked for again and again. */
    private static boolean refuseTooLarge(Map<KafkaRequest, Future<?>> sent) {
        boolean found = false;
        for (Map.Entry<KafkaRequest, Future<?>> entry : sent.entrySet()) {
            KafkaRequest request = entry.getKey();
            if (request.outcome().isAnswer() && isTooLarge(entry.getValue())) {
                LOG.warn("The answer to {} is too large for its topic", request);
                request.replace(KafkaOutcome.of(ApiException.server(
                        500, "answer_too_large", "The answer is larger than its topic allows.", null)));
                found = true;
            }
        }
        return found;
    }

    private static boolean isTooLarge(Future<?> sent) {
        try {
            if (sent.isDone()) {
                sent.get();
            }
            return false;
        } catch (ExecutionException e) {
            return e.getCause() instanceof RecordTooLargeException;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

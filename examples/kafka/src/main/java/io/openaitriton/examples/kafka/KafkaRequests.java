package io.openaitriton.examples.kafka;

import io.openaitriton.generation.ApiException;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.CommitManager;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.camel.component.kafka.consumer.KafkaManualCommitFactory;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.kafka.common.header.Headers;

/** Makes a {@link KafkaRequest} of each record as it is read, and sees that all of a batch have an outcome. */
public final class KafkaRequests implements KafkaManualCommitFactory, AggregationStrategy {

    /** Called by the thread that polls, right after the poll: a membership that is lost later shows in the commit. */
    @Override
    public KafkaManualCommit newInstance(
            CamelExchangePayload payload, KafkaRecordPayload position, CommitManager commitManager) {
        Message message = payload.exchange.getMessage();
        return new KafkaRequest(
                position.partition,
                position.recordOffset,
                payload.consumer.groupMetadata(),
                message.getHeader(KafkaConstants.KEY, byte[].class),
                message.getBody(byte[].class),
                message.getHeader(KafkaConstants.HEADERS, Headers.class));
    }

    /** The requests of a batch, in their order. */
    public List<KafkaRequest> batch(@Body List<Exchange> records, Exchange exchange) {
        List<KafkaRequest> batch = records.stream()
                .map(record -> record.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT, KafkaRequest.class))
                .toList();
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onComplete(Exchange completed) {
                requireCommit(batch, completed);
            }
        });
        return batch;
    }

    /** The offsets of later batches would cover one that a route left without an error and without a commit. */
    private static void requireCommit(List<KafkaRequest> batch, Exchange exchange) {
        if (!batch.stream().allMatch(KafkaRequest::isCommitted)) {
            exchange.setException(new IllegalStateException("The batch was not committed"));
        }
    }

    /** Never called: the other one is. */
    @Override
    public Exchange aggregate(Exchange oldExchange, Exchange newExchange) {
        throw new UnsupportedOperationException();
    }

    /** Outcomes are in the requests; what is left is a failure, after which the batch must be read again. */
    @Override
    public Exchange aggregate(Exchange oldExchange, Exchange newExchange, Exchange batch) {
        if (newExchange.getException() != null && batch.getException() == null) {
            batch.setException(newExchange.getException());
        }
        return batch;
    }

    /** Gives up the request of this index. */
    @Override
    public void timeout(Exchange exchange, int index, int total, long timeout) {
        List<?> batch = exchange.getProperty("kafkaBatch", List.class);
        ((KafkaRequest) batch.get(index))
                .complete(KafkaOutcome.of(ApiException.server(
                        504, "timeout", "The request was not answered within " + timeout + " ms.", null)));
    }
}

package io.openaitriton.examples.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The record that a request ends in: an answer, or a dead letter with the request's own body.
 *
 * <p>Both have the key and the headers of the request, but for those that steer Camel.
 */
final class KafkaLetters {
    /** Names the request, so that a reader can tell an answer that it has seen. */
    static final String REQUEST = "openai-request";

    static final String STATUS = "openai-status";
    static final String ERROR = "openai-error";

    private final String answers;
    private final String deadLetters;

    KafkaLetters(String answers, String deadLetters) {
        this.answers = answers;
        this.deadLetters = deadLetters;
    }

    ProducerRecord<byte[], byte[]> of(KafkaRequest request) {
        KafkaOutcome outcome = request.outcome();
        Headers headers = headers(request);
        if (outcome.isAnswer()) {
            return new ProducerRecord<>(answers, null, request.key(), outcome.json(), headers);
        }
        headers.add(STATUS, bytes(Integer.toString(outcome.status())));
        headers.add(ERROR, outcome.json());
        return new ProducerRecord<>(deadLetters, null, request.key(), request.getValue(), headers);
    }

    private static Headers headers(KafkaRequest request) {
        Headers headers = new RecordHeaders();
        for (Header header : request.headers()) {
            if (!isCamels(header.key()) && !isOurs(header.key())) {
                headers.add(header);
            }
        }
        return headers.add(REQUEST, bytes(request.toString()));
    }

    private static boolean isCamels(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith("camel") || lower.startsWith("org.apache.camel.");
    }

    /** Of a dead letter that was sent once more. */
    private static boolean isOurs(String name) {
        return name.equals(REQUEST) || name.equals(STATUS) || name.equals(ERROR);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

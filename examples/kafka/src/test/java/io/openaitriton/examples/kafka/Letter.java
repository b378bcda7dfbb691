package io.openaitriton.examples.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** A record as text; null where there is none. */
record Letter(ConsumerRecord<byte[], byte[]> sent) {
    String topic() {
        return sent.topic();
    }

    String key() {
        return text(sent.key());
    }

    String body() {
        return text(sent.value());
    }

    String header(String name) {
        Header header = sent.headers().lastHeader(name);
        return header == null ? null : text(header.value());
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}

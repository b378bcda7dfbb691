package io.openaitriton.examples.jms;

import jakarta.jms.Destination;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.time.Duration;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQQueue;

/** Sends requests and takes replies. */
final class Client implements AutoCloseable {
    private final ActiveMQConnectionFactory connections;
    private final JMSContext context;

    Client(String url) {
        this(url, JMSContext.AUTO_ACKNOWLEDGE);
    }

    private Client(String url, int mode) {
        connections = new ActiveMQConnectionFactory(url);
        context = connections.createContext(mode);
    }

    /** What it sends is there when it commits, all at once. */
    static Client transacted(String url) {
        return new Client(url, JMSContext.SESSION_TRANSACTED);
    }

    void commit() {
        context.commit();
    }

    Destination queue(String name) {
        return new ActiveMQQueue(name);
    }

    Destination temporary() {
        return context.createTemporaryQueue();
    }

    /** Returns the message id. */
    String send(String queue, String body, String correlationId, Destination replyTo) throws Exception {
        TextMessage message = context.createTextMessage(body);
        message.setJMSCorrelationID(correlationId);
        message.setJMSReplyTo(replyTo);
        context.createProducer().send(queue(queue), message);
        return message.getJMSMessageID();
    }

    /** The next message; null if none came in time. */
    Message receive(Destination queue, Duration limit) {
        try (JMSConsumer consumer = context.createConsumer(queue)) {
            return consumer.receive(limit.toMillis());
        }
    }

    JMSConsumer consumer(Destination queue) {
        return context.createConsumer(queue);
    }

    @Override
    public void close() {
        context.close();
        connections.close();
    }
}

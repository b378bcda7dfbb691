package io.openaitriton.examples.jms;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** Artemis in this JVM, with its journal in a folder: what is in its queues outlives a restart. */
final class Broker implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final String[] queues;
    private EmbeddedActiveMQ server;

    Broker(Path folder, String... queues) throws IOException {
        this.folder = folder;
        this.queues = queues;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
    }

    String url() {
        return "tcp://127.0.0.1:" + port + "?consumerWindowSize=0";
    }

    void start() throws Exception {
        Configuration configuration = new ConfigurationImpl()
                .setSecurityEnabled(false)
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalDirectory(folder.resolve("journal").toString())
                .setBindingsDirectory(folder.resolve("bindings").toString())
                .setLargeMessagesDirectory(folder.resolve("large").toString())
                .setPagingDirectory(folder.resolve("paging").toString())
                .addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + port)
                .addAddressSetting("#", new AddressSettings().setAutoCreateQueues(false));
        for (String queue : queues) {
            configuration.addQueueConfiguration(QueueConfiguration.of(queue).setRoutingType(RoutingType.ANYCAST));
        }
        server = new EmbeddedActiveMQ().setConfiguration(configuration);
        server.start();
    }

    void stop() throws Exception {
        server.stop();
    }

    /** Messages that are in a queue or given to a consumer without its confirmation. */
    long size(String queue) {
        return queue(queue).getMessageCount();
    }

    int consumers(String queue) {
        return queue(queue).getConsumerCount();
    }

    /** Connections made since the start, whether they are still there or not. */
    long connections() {
        return server.getActiveMQServer().getTotalConnectionCount();
    }

    private Queue queue(String name) {
        return server.getActiveMQServer().locateQueue(SimpleString.of(name));
    }

    @Override
    public void close() throws Exception {
        stop();
    }
}

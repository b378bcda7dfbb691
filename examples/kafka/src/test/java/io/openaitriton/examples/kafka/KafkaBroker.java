package io.openaitriton.examples.kafka;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/** A broker of one node in KRaft mode, in a JVM of its own, with its data in a folder: it can be killed and started again. */
final class KafkaBroker implements AutoCloseable {
    private static final Duration STARTING = Duration.ofSeconds(90);

    private final Path folder;
    private final Path settings;
    private final int port;
    private JavaProcess process;
    private Admin admin;

    private KafkaBroker(Path folder) throws IOException {
        this.folder = folder;
        this.settings = folder.resolve("server.properties");
        int controllerPort;
        try (ServerSocket broker = new ServerSocket(0);
                ServerSocket controller = new ServerSocket(0)) {
            port = broker.getLocalPort();
            controllerPort = controller.getLocalPort();
        }
        Files.write(
                settings,
                List.of(
                        "process.roles=broker,controller",
                        "node.id=1",
                        "controller.quorum.voters=1@127.0.0.1:" + controllerPort,
                        "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                        "advertised.listeners=PLAINTEXT://127.0.0.1:" + port,
                        "controller.listener.names=CONTROLLER",
                        "log.dirs=" + folder.resolve("data"),
                        "auto.create.topics.enable=false",
                        "offsets.topic.num.partitions=3",
                        "offsets.topic.replication.factor=1",
                        "transaction.state.log.num.partitions=3",
                        "transaction.state.log.replication.factor=1",
                        "transaction.state.log.min.isr=1",
                        "transaction.abort.timed.out.transaction.cleanup.interval.ms=1000",
                        "group.initial.rebalance.delay.ms=0"));
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int code = StorageTool.execute(
                new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", settings.toString()},
                new PrintStream(output));
        if (code != 0) {
            throw new IOException("Not formatted: " + output);
        }
    }

    static KafkaBroker start(Path folder) throws IOException {
        KafkaBroker broker = new KafkaBroker(folder);
        broker.restart();
        broker.admin = Admin.create(Map.of("bootstrap.servers", broker.address()));
        await().atMost(STARTING)
                .ignoreExceptions()
                .until(() -> !broker.admin.describeCluster().nodes().get().isEmpty());
        return broker;
    }

    /** Starts a broker that is not there, with the data that it left. */
    void restart() {
        process = JavaProcess.start(folder.resolve("broker.log"), Map.of(), Kafka.class, settings.toString());
    }

    /** SIGKILL. */
    void kill() {
        process.kill();
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    Admin admin() {
        return admin;
    }

    void createTopics(int partitions, String... names) throws Exception {
        admin.createTopics(Arrays.stream(names)
                        .map(name -> new NewTopic(name, partitions, (short) 1))
                        .toList())
                .all()
                .get();
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
        process.close();
    }
}

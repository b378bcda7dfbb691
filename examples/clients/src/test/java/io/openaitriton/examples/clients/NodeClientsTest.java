package io.openaitriton.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Clients for JavaScript read answers, streams and errors, and end streams. Skipped without Node, or without npm's registry. */
class NodeClientsTest {
    private static final Logger LOG = LoggerFactory.getLogger(NodeClientsTest.class);
    private static final int OLDEST_NODE = 20;

    /** Copied by the build from {@code node/}. */
    private static final Path FOLDER = Path.of("target", "node");

    private static ServedGateway gateway;
    private static TritonWatch watch;

    @BeforeAll
    static void install() throws Exception {
        String node = version("node");
        String npm = version("npm");
        if (Integer.parseInt(node.substring(1).split("\\.")[0]) < OLDEST_NODE) {
            skip("Node is " + node + ", older than " + OLDEST_NODE);
        }
        LOG.info("Clients for JavaScript run on Node {}, installed by npm {}", node, npm);
        NodeProcess installed = NodeProcess.run(
                FOLDER, Map.of(), 5, "npm", "ci", "--prefer-offline", "--ignore-scripts", "--loglevel=error");
        if (installed.exitCode() != 0 && !isRegistryReached()) {
            skip("npm's registry cannot be reached");
        }
        assertThat(installed.exitCode()).as(installed.output()).isZero();
        gateway = ServedGateway.start();
        watch = TritonWatch.start(gateway);
    }

    @AfterAll
    static void stop() {
        if (watch != null) {
            watch.close();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openai",
                "openai-responses",
                "openai-stored",
                "agents",
                "anthropic",
                "langchain",
                "ai-sdk",
                "ai-sdk-stored"
            })
    void aClientReadsWhatItExpects(String client) throws Exception {
        NodeProcess tests = NodeProcess.run(
                FOLDER,
                Map.of("GATEWAY_URL", gateway.url(), "TRITON_WATCH_URL", watch.url()),
                3,
                "node",
                "--test",
                "--test-reporter=tap",
                client + ".test.mjs");
        assertThat(tests.exitCode()).as(tests.output()).isZero();
        assertThat(tests.output()).containsPattern("(?m)^# pass [1-9]").contains("# skipped 0");
    }

    private static boolean isRegistryReached() throws Exception {
        return NodeProcess.run(FOLDER, Map.of(), 1, "npm", "view", "zod", "version")
                        .exitCode()
                == 0;
    }

    private static String version(String command) throws InterruptedException {
        try {
            return NodeProcess.run(FOLDER, Map.of(), 1, command, "--version")
                    .output()
                    .trim();
        } catch (IOException e) {
            return skip("there is no " + command + " here");
        }
    }

    /** Ends this class as skipped. */
    private static String skip(String reason) {
        LOG.warn("Clients for JavaScript are skipped: {}", reason);
        return abort(reason);
    }
}

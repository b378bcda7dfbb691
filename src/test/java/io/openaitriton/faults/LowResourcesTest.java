package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.junit.FreePort;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with little memory, or whose log cannot be written, goes on. */
class LowResourcesTest {
    private static final Path FULL = Path.of("/dev/full");

    private TritonSimulator triton;

    @BeforeEach
    void start() {
        triton = TritonSimulator.start(SimulatorSettings.defaults());
    }

    @AfterEach
    void stop() {
        triton.close();
    }

    @Test
    void largeBodiesInASmallHeapDoNotStopTheGateway(@TempDir Path folder) {
        try (GatewayProcess gateway = GatewayProcess.start(
                folder.resolve("log"), triton.url(), Map.of("GATEWAY_MAX_BODY_SIZE", "4000000"), "-Xmx48m")) {
            String large = request("x".repeat(1_000_000));
            String tooLarge = request("x".repeat(5_000_000));
            for (int i = 0; i < 10; i++) {
                assertThat(answer(gateway.port(), large)).startsWith("HTTP/1.1 200 ");
                assertThat(answer(gateway.port(), tooLarge)).startsWith("HTTP/1.1 413 ");
            }
            assertThat(answer(gateway.port(), request("hi"))).startsWith("HTTP/1.1 200 ");
            assertThat(gateway.log()).doesNotContain("OutOfMemory");
        }
    }

    @Test
    @EnabledIf("hasFullDisk")
    void aFullDiskUnderTheLogLosesLinesAndNoRequest() throws IOException {
        int port = FreePort.find();
        try (GatewayProcess gateway =
                GatewayProcess.startWithLog(FULL, triton.url(), Map.of("GATEWAY_PORT", Integer.toString(port)))) {
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> answer(port, request("hi")).startsWith("HTTP/1.1 200 "));
            for (int i = 0; i < 20; i++) {
                // each is a line of the log
                assertThat(answer(port, request("@@fail=at-once"))).startsWith("HTTP/1.1 502 ");
            }
            assertThat(answer(port, request("hi"))).startsWith("HTTP/1.1 200 ");
            assertThat(gateway.isAlive()).isTrue();
        }
    }

    static boolean hasFullDisk() {
        return Files.exists(FULL);
    }

    private static String request(String text) {
        return GatewayServer.onTheWire(GatewayServer.request(text, "\"max_tokens\":1"));
    }

    private static String answer(int port, String request) {
        try (RawConnection client = new RawConnection(port, 0)) {
            return client.send(request).response();
        }
    }
}

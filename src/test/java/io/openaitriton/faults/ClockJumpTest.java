package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.openaitriton.junit.GatewayServer;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The machine's clock moves forward and back by days during a stream, and no timeout notices. */
class ClockJumpTest {
    private static final String LIBRARY = "libfaketimeMT.so.1";
    private static final Pattern CREATED = Pattern.compile("\"created\":(\\d+)");

    @Test
    @Timeout(120)
    void noTimeoutUsesTheWallClock(@TempDir Path folder) throws IOException {
        Optional<Path> library = library();
        assumeTrue(
                library.isPresent(), "SKIPPED: jumps of the clock are not tested, as faketime is not installed here");
        Path clock = Files.writeString(folder.resolve("clock"), "+0\n");
        try (TritonSimulator triton = TritonSimulator.start(SimulatorSettings.defaults());
                GatewayProcess gateway = GatewayProcess.start(
                        folder.resolve("log"),
                        triton.url(),
                        Map.of(
                                "LD_PRELOAD",
                                library.get().toString(),
                                "FAKETIME_TIMESTAMP_FILE",
                                clock.toString(),
                                // it reads the file once a second, not for each call
                                "FAKETIME_CACHE_DURATION",
                                "1",
                                "FAKETIME_DONT_FAKE_MONOTONIC",
                                "1",
                                // else every wait of a thread ends immediately, and all wait in loops
                                "FAKETIME_FORCE_MONOTONIC_FIX",
                                "0"));
                RawConnection client = new RawConnection(gateway.port(), 0);
                RawConnection other = new RawConnection(gateway.port(), 0)) {
            client.send(request("@@tokens=50 @@delay=100", ",\"stream\":true")).head();
            client.chunk();

            Files.writeString(clock, "+3d\n");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> created(other) - Instant.now().getEpochSecond() > 200_000);
            client.chunk();
            Files.writeString(clock, "-3d\n");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> created(other) - Instant.now().getEpochSecond() < -200_000);

            assertThat(client.untilLastChunk()).contains("data: [DONE]").doesNotContain("\"error\"");
            assertThat(gateway.log()).doesNotContain(" WARN ", " ERROR ");
        }
    }

    /** When an answer says that it was made, in seconds since 1970. */
    private static long created(RawConnection client) {
        return CREATED.matcher(client.send(request("hi", "")).response())
                .results()
                .map((MatchResult created) -> Long.parseLong(created.group(1)))
                .findFirst()
                .orElseThrow();
    }

    private static String request(String text, String fields) {
        return GatewayServer.onTheWire(GatewayServer.request(text, "\"max_tokens\":50" + fields));
    }

    /** Where {@code apt-get install faketime} puts it. */
    private static Optional<Path> library() throws IOException {
        Path lib = Path.of("/usr/lib");
        if (!Files.isDirectory(lib)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(lib)) {
            return folders.map(folder -> folder.resolve("faketime").resolve(LIBRARY))
                    .filter(Files::exists)
                    .findFirst();
        }
    }
}

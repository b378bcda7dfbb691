package io.openaitriton.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Start, settings and end. */
class LifecycleTest {
    private static final SimulatorSettings SETTINGS = SimulatorSettings.defaults();

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.1"})
    void anAddressThatOthersCanReachIsRefused(String host) {
        assertThatThrownBy(() -> TritonSimulator.start(SETTINGS.withHost(host)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(host);
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        try (TritonSimulator first = TritonSimulator.start(SETTINGS)) {
            assertThatThrownBy(() -> TritonSimulator.start(SETTINGS.withPort(first.port())))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("127.0.0.1:" + first.port())
                    .hasMessageContaining("Address already in use");
        }
    }

    @Test
    void aPortIsFreeAgainAfterClosing() {
        TritonSimulator first = TritonSimulator.start(SETTINGS);
        int port = first.port();
        assertThat(first.url()).isEqualTo("http://127.0.0.1:" + port);
        first.close();
        first.close();
        try (TritonSimulator second = TritonSimulator.start(SETTINGS.withPort(port))) {
            assertThat(second.port()).isEqualTo(port);
        }
    }

    @Test
    void closingEndsOpenStreamsWithoutCountingThemAsCancelled() {
        TritonSimulator simulator = TritonSimulator.start(SETTINGS);
        try (RawConnection connection = new RawConnection(simulator)) {
            connection.send(RawConnection.post(
                    "/v2/models/Meta-Llama-3.1-8B-Instruct/generate_stream",
                    "{\"text_input\":\"@@fail=stall\",\"stream\":true}"));
            connection.head();
            simulator.close();
            assertThat(connection.untilClosed()).doesNotContain("\r\n0\r\n\r\n");
        }
        assertThat(simulator.cancelledCount()).isZero();
    }

    @Test
    void paceAndModelsAreSettings() {
        SimulatorSettings settings =
                SETTINGS.withModels("a").withTokensPerSecond(25).withTimeToFirstToken(Duration.ofMillis(40));
        try (TritonSimulator simulator = TritonSimulator.start(settings)) {
            long start = System.nanoTime();
            String request = RawConnection.post("/v2/models/a/generate", "{\"text_input\":\"@@tokens=1\"}");
            assertThat(RawConnection.exchange(simulator, request)).contains("\"model_name\":\"a\"");
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(80_000_000);
            assertThat(RawConnection.exchange(simulator, RawConnection.get("/v2/models/a/ready")))
                    .startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> SETTINGS.withPort(70_000)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SETTINGS.withTokensPerSecond(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SETTINGS.withModels()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SETTINGS.withModels("a/b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SETTINGS.withTimeToFirstToken(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

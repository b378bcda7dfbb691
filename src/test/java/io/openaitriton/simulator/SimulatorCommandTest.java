package io.openaitriton.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatorCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void itServesTheModelsOfItsOptionsAndSaysWhere() {
        try (TritonSimulator simulator = start("--port", "0", "--models", "a, b=tensorrt-llm")) {
            assertThat(out.toString(StandardCharsets.UTF_8).trim())
                    .isEqualTo("Simulated Triton on " + simulator.url() + " with the models a, b=tensorrt-llm");
            assertThat(Exchange.get(simulator, "/v2/models/b/config")
                            .path("platform")
                            .asText())
                    .isEqualTo("ensemble");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port | --port needs a value",
                "--port 5o | --port must be a number, not 5o",
                "--port 70000 | port must be 0 to 65535, not 70000",
                "--speed 5 | Unknown option --speed",
                "--models a=b | not a simulated model: 'a=b'; backends are vllm (options +loras, +thinks), tensorrt-llm",
                "--host 0.0.0.0 | listens on loopback addresses only, not on 0.0.0.0"
            })
    void wrongUsageIsSaidWithTheOptions(String args, String message) {
        assertThat(start(args.split(" "))).isNull();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(message, "--tokens-per-second N");
    }

    @Test
    void aPortInUseIsReported() {
        try (TritonSimulator first = TritonSimulator.start()) {
            assertThat(start("--port", String.valueOf(first.port()))).isNull();
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .contains("The simulator cannot listen on 127.0.0.1:" + first.port())
                    .doesNotContain("Options");
        }
    }

    private TritonSimulator start(String... args) {
        return SimulatorCommand.start(args, new PrintStream(out), new PrintStream(err));
    }
}

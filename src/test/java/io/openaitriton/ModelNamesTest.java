package io.openaitriton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Triton decodes nothing in a path: what is sent is the name as it is, or the start fails. */
class ModelNamesTest {
    private static final String NAME = "Meta-Llama-3.1-8B-Instruct";
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path routes;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama~8b",
                "~",
                "a.b_c-d",
                "llama:8b",
                "llama@8b",
                "8b,q4",
                "8b+lora",
                "8b(q4)",
                "8b!",
                "8b;1",
                "8b*",
                "8b'"
            })
    void aNameIsSentAsItIs(String name) throws Exception {
        try (TritonSimulator triton =
                        TritonSimulator.start(SimulatorSettings.defaults().withModels(name));
                GatewayServer gateway = start(name, triton.url())) {
            for (String fields : new String[] {"", "\"stream\":true"}) {
                assertThat(gateway.chat(GatewayServer.request("hi", fields)).statusCode())
                        .isEqualTo(200);
                assertThat(triton.takeRequest(SOON).path()).contains("/v2/models/" + name + "/generate");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"modèle", "模型", "a#b", "a?b", "a%20b", "a/b", "a b", "a[b]", "..", "a^b", "a|b"})
    void aNameThatTritonWouldNotFindStopsTheStart(String name) {
        assertThatThrownBy(() -> start(name, "http://127.0.0.1:1").close())
                .hasStackTraceContaining("'model'")
                .hasStackTraceContaining("Rename the model in Triton's repository");
    }

    private GatewayServer start(String name, String url) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                if (file.toString().contains("llama-8b")) {
                    text = text.replace("model: " + NAME, "model: \"" + name + "\"")
                            .replace(NAME, name);
                }
                Files.writeString(routes.resolve(file.getFileName()), text);
            }
        }
        return GatewayServer.start(url, url, "camel.main.routes-include-pattern", "file:" + routes + "/*.yaml");
    }
}

package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Triton decodes nothing in a path: the name is sent unchanged, or the start fails. */
@ExtendWith(GatewayExtension.class)
class ModelNamesTest {
    private static final String NAME = "Meta-Llama-3.1-8B-Instruct";
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final List<String> NAMES = List.of(
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
            "8b'");

    @TempDir
    Path routes;

    private static TritonSimulator triton;
    private static GatewayServer gateway;

    /** One gateway that has a model of each name. */
    @BeforeAll
    static void start(@TempDir Path folder, Gateways gateways) throws IOException {
        triton = gateways.simulator(SimulatorSettings.defaults().withModels(NAMES.toArray(String[]::new)));
        copyRoutes(folder);
        String shipped = Files.readString(Path.of("routes/llama-8b.camel.yaml"));
        for (int i = 0; i < NAMES.size(); i++) {
            String file =
                    shipped.replace("{{triton.llama-8b.url}}", triton.url()).replace("llama-8b", "named-" + i);
            Files.writeString(folder.resolve("named-" + i + ".camel.yaml"), renamed(file, NAMES.get(i)));
        }
        gateway = gateways.start(triton, "camel.main.routes-include-pattern", "file:" + folder + "/*.yaml");
    }

    static List<String> names() {
        return NAMES;
    }

    @ParameterizedTest
    @MethodSource("names")
    void aNameIsSentUnchanged(String name) throws Exception {
        for (String fields : new String[] {"", ",\"stream\":true"}) {
            HttpResponse<String> answer =
                    gateway.chat(GatewayServer.request("hi", "\"model\":\"" + name + "\"" + fields));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(triton.takeRequest(SOON).path()).contains("/v2/models/" + name + "/generate");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"modèle", "模型", "a#b", "a?b", "a%20b", "a/b", "a b", "a[b]", "..", "a^b", "a|b"})
    void aNameThatTritonWouldNotFindStopsTheStart(String name, Gateways gateways) {
        assertThatThrownBy(() -> start(gateways, name, "http://127.0.0.1:1").close())
                .hasStackTraceContaining("'model'")
                .hasStackTraceContaining("Rename the model in Triton's repository");
    }

    private GatewayServer start(Gateways gateways, String name, String url) throws IOException {
        copyRoutes(routes);
        Path file = routes.resolve("llama-8b.camel.yaml");
        Files.writeString(file, renamed(Files.readString(file), name));
        return gateways.start(url, "camel.main.routes-include-pattern", "file:" + routes + "/*.yaml");
    }

    private static String renamed(String route, String name) {
        return route.replace("model: " + NAME, "model: \"" + name + "\"").replace(NAME, name);
    }

    private static void copyRoutes(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }
}

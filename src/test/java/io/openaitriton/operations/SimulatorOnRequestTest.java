package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openaitriton.Gateway;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.live.CapturedLog;
import io.openaitriton.simulator.TritonSimulator;
import io.openaitriton.standalone.Standalone;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** No user gets simulated text without turning the simulator on. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(GatewayExtension.class)
class SimulatorOnRequestTest {
    private final Standalone standalone = new Standalone();
    private final Main main = Gateway.create(standalone);

    private void start(String... settings) {
        main.addOverrideProperty("camel.server.port", "0");
        main.addOverrideProperty("simulator.port", "0");
        main.addOverrideProperty("simulator.time-to-first-token", "0");
        main.addOverrideProperty("simulator.tokens-per-second", "0");
        for (int i = 0; i < settings.length; i += 2) {
            main.addOverrideProperty(settings[i], settings[i + 1]);
        }
        main.start();
    }

    @Test
    void aGatewayWithoutTheUrlOfAnyModelDoesNotStartAndNamesTheSettings() {
        try {
            assertThatThrownBy(this::start)
                    .hasStackTraceContaining(
                            "No model has a Triton URL: set 'triton.llama-70b.url', 'triton.llama-8b.url' to"
                                    + " http://host:port, or 'simulator.enabled = true'");
        } finally {
            main.getCamelContext().stop();
        }
    }

    @Test
    void aModelWithoutAUrlIsNotSimulatedAndCausesAWarning(Gateways gateways) throws Exception {
        TritonSimulator triton = gateways.simulator();
        try (CapturedLog log = CapturedLog.open()) {
            start("triton.llama-8b.url", triton.url(), "triton.dialect", "vllm");
            assertThat(log.messages())
                    .containsExactly("The model Meta-Llama-3.1-70B-Instruct has no Triton URL, so its requests get"
                            + " 503. Set"
                            + " 'triton.llama-70b.url' to http://host:port, or delete its route");
            assertThat(ask("llama-8b").statusCode()).isEqualTo(200);
            HttpResponse<String> answer = ask("llama-70b");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body())
                    .contains("triton_unreachable", "Meta-Llama-3.1-70B-Instruct")
                    .doesNotContain("simulated");
        } finally {
            main.stop();
        }
    }

    @Test
    void simulatedModelsNextToRealOnesCauseAWarning(Gateways gateways) throws Exception {
        TritonSimulator triton = gateways.simulator();
        try (CapturedLog log = CapturedLog.open()) {
            start("triton.llama-8b.url", triton.url(), "simulator.enabled", "true");
            assertThat(log.messages())
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .contains("SIMULATED: Meta-Llama-3.1-70B-Instruct ('triton.llama-70b.url')")
                            .contains("Real models: Meta-Llama-3.1-8B-Instruct at " + triton.url()));
        } finally {
            main.stop();
        }
    }

    @Test
    void theArgumentOfTheReadmesCommandStartsItOnAnyPort() throws Exception {
        assertThat(Files.readString(Path.of("pom.xml"))).contains("<argument>-simulate</argument>");
        try (CapturedLog log = CapturedLog.open()) {
            main.parseArguments(new String[] {"-simulate"});
            start();
            assertThat(ask("llama-70b").body()).contains("simulated");
            assertThat(ask("llama-8b").body()).contains("simulated");
            assertThat(log.messages()).isEmpty();
        } finally {
            main.stop();
        }
    }

    @Test
    void aSettingTakesPrecedenceOverTheArgument() {
        main.parseArguments(new String[] {"-simulate"});
        start(
                "simulator.enabled",
                "false",
                "triton.llama-8b.url",
                "http://127.0.0.1:1",
                "triton.llama-70b.url",
                "http://127.0.0.1:1");
        try {
            assertThat(main.getCamelContext().resolvePropertyPlaceholders("{{simulator.url:none}}"))
                    .isEqualTo("none");
        } finally {
            main.stop();
        }
    }

    @Test
    void theFilesForProductionDoNotTurnItOn() throws IOException {
        for (String file : List.of(
                "deploy/container/Containerfile",
                "deploy/systemd/openai-triton-gateway.service",
                "deploy/kubernetes/kustomization.yaml")) {
            assertThat(Files.readString(Path.of(file))).doesNotContain("SIMULATOR");
        }
    }

    private HttpResponse<String> ask(String model) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + standalone.port() + "/v1/chat/completions"))
                        .timeout(Duration.ofSeconds(20))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                GatewayServer.request("hi", "\"model\":\"" + model + "\"")))
                        .build(),
                BodyHandlers.ofString());
    }
}

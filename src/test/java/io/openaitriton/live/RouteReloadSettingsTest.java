package io.openaitriton.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.openaitriton.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RouteReloadSettingsTest {

    @TempDir
    private Path routes;

    @Test
    void aModelMovesToAnotherServerByApplicationProperties() throws IOException {
        Files.writeString(routes.resolve("application.properties"), "triton.llama-70b.url = http://127.0.0.1:1\n");
        try (HeldTriton one = HeldTriton.start("one");
                HeldTriton other = HeldTriton.start("other")) {
            write(one);
            try (EditedGateway gateway = EditedGateway.start(routes, Map.of())) {
                assertThat(gateway.answer("llama-8b")).contains("one");

                write(other);

                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(
                                () -> assertThat(gateway.answer("llama-8b")).contains("other"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{", "{{a", "\\u00", "{{triton.llama-70b.url}}{{triton.llama-8b.url}}"})
    void whateverApplicationPropertiesHoldTheNextEditIsServed(String text) throws IOException {
        try (HeldTriton one = HeldTriton.start("one");
                HeldTriton other = HeldTriton.start("other")) {
            write(one);
            try (CapturedLog log = CapturedLog.open();
                    EditedGateway gateway = EditedGateway.start(routes, Map.of())) {
                Files.writeString(
                        routes.resolve("application.properties"), "triton.llama-8b.url = " + text.repeat(20_000));
                await().atMost(Duration.ofSeconds(20)).until(() -> !log.events().isEmpty());
                assertThat(gateway.answer("llama-8b")).contains("one");
                assertThat(log.messages())
                        .singleElement()
                        .satisfies(message -> assertThat(message)
                                .containsPattern("application.properties|llama-8b.camel.yaml, line 3")
                                .doesNotContain("\n")
                                .hasSizeLessThan(1000));

                write(other);

                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(
                                () -> assertThat(gateway.answer("llama-8b")).contains("other"));
            }
        }
    }

    private void write(HeldTriton triton) throws IOException {
        Files.writeString(
                routes.resolve("application.properties"),
                "triton.llama-70b.url = http://127.0.0.1:1\ntriton.llama-8b.url = " + triton.url() + "\n");
    }

    @Test
    void aPackagedGatewayReadsItsFilesAtStartupOnly() {
        try (HeldTriton triton = HeldTriton.start("triton");
                EditedGateway gateway = EditedGateway.startWithoutReload(
                        routes, Map.of("triton.llama-8b.url", triton.url(), "triton.llama-70b.url", triton.url()))) {
            gateway.replace("llama-8b.camel.yaml", "model: Meta-Llama-3.1-8B-Instruct", "model: Renamed");

            await().during(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(gateway.models()).doesNotContain("Renamed"));
        }
    }

    @Test
    void aMistakeAtStartupIsReportedWithFileAndLineToo() throws IOException {
        EditedGateway.copyRoutes(routes);
        Path file = routes.resolve("llama-8b.camel.yaml");
        Files.writeString(file, Files.readString(file).replace("value: llama-8b", "value: llama-9b"));
        Main main = Gateway.create();
        main.addOverrideProperty("camel.server.port", "0");
        main.addOverrideProperty("simulator.enabled", "false");
        main.addOverrideProperty("triton.llama-8b.url", "http://127.0.0.1:1");
        main.addOverrideProperty("triton.llama-70b.url", "http://127.0.0.1:1");
        main.addOverrideProperty("camel.main.routes-include-pattern", "file:" + routes + "/*.yaml");

        Throwable thrown = catchThrowable(main::run);

        assertThat(RouteReload.mistake(main, thrown))
                .isEqualTo(file + ", line 15: No bean could be found in the registry for: llama-9b");
        main.getCamelContext().stop();
    }
}

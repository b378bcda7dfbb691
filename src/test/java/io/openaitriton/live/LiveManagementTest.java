package io.openaitriton.live;

import static org.awaitility.Awaitility.await;

import io.openaitriton.junit.ManagementPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The metrics and readiness of models that come and go while the gateway runs. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LiveManagementTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final ManagementPort management = ManagementPort.free();

    @Test
    void readinessIsThatOfTheServedModels(@TempDir Path routes) throws IOException {
        try (HeldTriton triton = HeldTriton.start("triton");
                EditedGateway gateway = EditedGateway.start(
                        routes,
                        Map.of(
                                "triton.llama-8b.url", triton.url(),
                                "triton.llama-70b.url", triton.url(),
                                "triton.llama-3b.url", triton.url(),
                                "gateway.management-port", Integer.toString(management.port()),
                                "triton.ready-interval", "20"))) {
            await().atMost(SOON).until(() -> isWatched("8B"));

            Files.copy(Path.of("examples/third-model/llama-3b.camel.yaml"), gateway.file("llama-3b.camel.yaml"));
            await().atMost(SOON).until(() -> isWatched("3B"));

            gateway.delete("llama-3b.camel.yaml");
            await().atMost(SOON).until(() -> !isWatched("3B"));
        }
    }

    private boolean isWatched(String model) {
        return management
                .get("/metrics")
                .body()
                .lines()
                .anyMatch(line -> line.startsWith("openai_model_ready{") && line.contains("-" + model));
    }
}

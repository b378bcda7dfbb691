package io.openaitriton.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openaitriton.cli.IssuedKeys;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Routes that are edited while keys have used some of their limits. */
@ExtendWith(GatewayExtension.class)
class EditedAccessTest {
    @TempDir
    private Path routes;

    @TempDir
    private Path folder;

    @Test
    void usageSurvivesAnEditOfTheRoutes(Gateways gateways) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
        IssuedKeys keys = IssuedKeys.in(folder).add("two", List.of(), 2L, null, null);
        TritonSimulator triton = gateways.simulator();
        GatewayServer gateway = gateways.start(
                triton,
                "gateway.keys",
                keys.file().toString(),
                "gateway.reload",
                "true",
                "camel.main.routes-include-pattern",
                "file:" + routes + "/*.yaml");
        HttpRequest chat = keys.with("two", gateway.post(GatewayServer.request("hi", "")));
        assertThat(status(gateway, chat)).isEqualTo(200);

        Path edge = routes.resolve("openai-http-model.camel.yaml");
        Files.writeString(edge, Files.readString(edge).replace("/v1/models/{id}", "/v1/model/{id}"));
        HttpRequest edited = keys.with(
                "two",
                HttpRequest.newBuilder(gateway.uri("/v1/model/Meta-Llama-3.1-8B-Instruct"))
                        .build());
        await().atMost(Duration.ofSeconds(20)).until(() -> status(gateway, edited) == 200);

        assertThat(status(gateway, chat)).isEqualTo(200);
        assertThat(status(gateway, chat)).isEqualTo(429);
        assertThat(gateway.get("/v1/models").statusCode()).isEqualTo(401);
        // one for the old routes and the new
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("api-keys")))
                .hasSize(1);
    }

    private static int status(GatewayServer gateway, HttpRequest request) {
        return gateway.send(request, BodyHandlers.discarding()).statusCode();
    }
}

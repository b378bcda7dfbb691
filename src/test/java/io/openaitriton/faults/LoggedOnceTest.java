package io.openaitriton.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.openaitriton.GatewayServer;
import io.openaitriton.camel.live.CapturedLog;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log says of a start and of a failure. */
class LoggedOnceTest {
    @Test
    void aPromptOfAListThatFailsIsLoggedOnce() {
        try (TritonSimulator triton = TritonSimulator.start(SimulatorSettings.defaults());
                GatewayServer gateway = GatewayServer.start(triton.url(), triton.url(), "triton.dialect", "generic");
                CapturedLog log = CapturedLog.open()) {
            triton.enqueue(ScriptedReply.json(500, "{\"error\":\"boom\"}"));
            int status = gateway.send(
                            HttpRequest.newBuilder(gateway.uri("/v1/completions"))
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString("{\"model\":\"8b\",\"prompt\":[\"a\",\"b\"]}"))
                                    .build(),
                            BodyHandlers.ofString())
                    .statusCode();
            assertThat(status).isEqualTo(502);
            assertThat(log.messages()).filteredOn(line -> line.contains("boom")).hasSize(1);
        }
    }

    @Test
    void anAddressOfIpv6IsLoggedAsInUrls(@TempDir Path folder) {
        try (GatewayProcess gateway =
                GatewayProcess.start(folder.resolve("log"), "http://127.0.0.1:1", Map.of("GATEWAY_HOST", "::1"))) {
            assertThat(gateway.log()).contains("listens on http://[::1]:" + gateway.port() + "/v1");
        }
    }

    @Test
    void aGatewayWithoutItsHttpServerRunsTheRoutesThatNeedNone() {
        try (GatewayServer gateway = GatewayServer.start(
                "http://127.0.0.1:1",
                "http://127.0.0.1:1",
                "camel.server.enabled",
                "false",
                "camel.main.routes-include-pattern",
                "file:routes/openai-*.yaml,file:routes/llama-*.yaml")) {
            assertThat(gateway.port()).isZero();
            assertThat(gateway.context().createProducerTemplate().requestBody("direct:openai-chat", "{}", String.class))
                    .contains("messages");
        }
    }
}

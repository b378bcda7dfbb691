package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.CountingProxy;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream of a backend with finish reasons is complete exactly when every choice has one. */
@ExtendWith(GatewayExtension.class)
class WholeStreamsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String STREAM = "\"stream\":true,\"stream_options\":{\"include_usage\":true}";

    @ParameterizedTest
    @ValueSource(strings = {"vllm", "tensorrt-llm-api"})
    void aStreamThatIsCutIsAnError(String backend, Gateways gateways) throws Exception {
        TritonSimulator triton = simulator(gateways, backend);
        GatewayServer gateway = gateways.start(triton);
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(GatewayServer.onTheWire(GatewayServer.request("@@fail=cut @@tokens=20", STREAM)))
                    .head();
            String events = "";
            while (!events.contains("\"error\"")) {
                events += client.chunk();
            }
            assertThat(events).contains("triton_bad_answer").doesNotContain("[DONE]", "\"finish_reason\":\"stop\"");
            assertThat(client.isCutOff()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"vllm, ''", "vllm, '\"n\":2,\"temperature\":1'", "tensorrt-llm-api, ''"})
    void anAnswerThatIsGatheredFromACutStreamIsAnError(String backend, String fields, Gateways gateways)
            throws Exception {
        TritonSimulator triton = simulator(gateways, backend);
        GatewayServer gateway = gateways.start(triton, "triton.upstream", "stream");
        HttpResponse<String> answer = gateway.chat(GatewayServer.request("@@fail=cut @@tokens=20", fields));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
        assertThat(answer.body()).contains("triton_bad_answer");
        assertThat(gateway.chat(GatewayServer.request("@@tokens=20", fields)).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tensorrt-llm", "generic"})
    void aBackendWithoutFinishReasonsProvesNothing(String backend, Gateways gateways) {
        TritonSimulator triton = simulator(gateways, backend);
        GatewayServer gateway = gateways.start(triton);
        assertThat(gateway.chat(GatewayServer.request("@@fail=cut @@tokens=20", STREAM))
                        .body())
                .endsWith("data: [DONE]\n\n");
    }

    @ParameterizedTest
    @CsvSource({"vllm, ''", "vllm, ',\"n\":2,\"temperature\":1'", "tensorrt-llm-api, ''"})
    void anEndThatTritonLostIsNotAwaited(String backend, String fields, Gateways gateways) throws Exception {
        TritonSimulator triton = simulator(gateways, backend);
        GatewayServer gateway = gateways.start(triton, "triton.idle-timeout", "3600000");
        HttpResponse<String> answer =
                gateway.chat(GatewayServer.request("@@fail=lost-end @@tokens=5", STREAM + fields));
        assertThat(answer.body()).endsWith("data: [DONE]\n\n").contains("\"finish_reason\":\"");
        if (backend.equals("vllm")) {
            assertThat(answer.body()).contains("\"total_tokens\":");
        }
        // the connection is not kept: its answer never ended
        await().atMost(SOON).until(() -> triton.inFlight() == 0);
    }

    @Test
    void anAnswerIsCollectedEvenIfTritonLostItsEnd(Gateways gateways) throws Exception {
        TritonSimulator triton = simulator(gateways, "vllm");
        GatewayServer gateway = gateways.start(triton, "triton.idle-timeout", "3600000", "triton.upstream", "stream");
        HttpResponse<String> answer = gateway.chat(GatewayServer.request("@@fail=lost-end @@tokens=5", ""));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode json = OpenAiJson.mapper().readTree(answer.body());
        assertThat(json.at("/usage/completion_tokens").intValue()).isPositive();
        await().atMost(SOON).until(() -> triton.inFlight() == 0);
    }

    @Test
    void theClientHasEverythingBeforeTheEndIsAwaited(Gateways gateways) throws Exception {
        CompletableFuture<Void> never = new CompletableFuture<>();
        TritonSimulator triton = simulator(gateways, "vllm");
        GatewayServer gateway = gateways.start(triton);
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            triton.enqueue(ScriptedReply.stream()
                    .event("{\"text_output\":\"one\",\"finish_reason\":\"None\"}")
                    .event("{\"text_output\":\"\",\"finish_reason\":\"stop\"}")
                    .await(never)
                    .thenEnd());
            client.send(GatewayServer.onTheWire(GatewayServer.request("hi", "\"stream\":true")))
                    .head();
            String events = "";
            while (!events.contains("[DONE]")) {
                events += client.chunk();
            }
            assertThat(never).isNotDone();
        }
    }

    @Test
    void aConnectionIsUsedAgainAfterAStream(Gateways gateways) throws IOException {
        TritonSimulator triton = simulator(gateways, "vllm");
        try (CountingProxy proxy = CountingProxy.before(triton.port())) {
            GatewayServer gateway = gateways.start(proxy.url(), "triton.dialect", "vllm");
            for (int i = 0; i < 20; i++) {
                assertThat(gateway.chat(GatewayServer.request("@@tokens=5", STREAM))
                                .body())
                        .endsWith("data: [DONE]\n\n");
            }
            assertThat(proxy.connections()).isEqualTo(1);
        }
    }

    private static TritonSimulator simulator(Gateways gateways, String backend) {
        return gateways.simulator(SimulatorSettings.defaults()
                .withTokensPerSecond(0)
                .withTimeToFirstToken(Duration.ZERO)
                .withModels("Meta-Llama-3.1-8B-Instruct=" + backend, "Meta-Llama-3.1-70B-Instruct=" + backend));
    }
}

package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.RecordedRequest;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that is not decoupled: a client that streams gets the answer in a few chunks. */
@ExtendWith(GatewayExtension.class)
class NotDecoupledTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String STREAM = "\"stream\":true,\"max_tokens\":6,\"stream_options\":{\"include_usage\":true}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tensorrt-llm+whole",
                "tensorrt-llm-bls+whole",
                "tensorrt-llm-bls+old+whole",
                "tensorrt-llm-api+whole",
                "generic+whole"
            })
    void itsAnswerIsStreamedInAFewChunks(String backend, Gateways gateways) throws Exception {
        TritonSimulator triton = simulator(gateways, backend);
        GatewayServer gateway = gateways.start(triton);
        HttpResponse<String> answer = gateway.chat(GatewayServer.request("@@tokens=6", STREAM));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        RecordedRequest sent = triton.takeRequest(SOON);
        assertThat(sent.path()).endsWith("/generate");
        assertThat(sent.body()).doesNotContain("\"stream\":true", "\"streaming\":true");
        assertThat(answer.body())
                .contains("\"role\":\"assistant\"", "\"content\":\"t1 t2", "\"finish_reason\":\"")
                .endsWith("data: [DONE]\n\n");
        JsonNode whole = OpenAiJson.mapper()
                .readTree(gateway.chat(GatewayServer.request("@@tokens=6", "\"max_tokens\":6"))
                        .body());
        assertThat(answer.body())
                .contains(whole.at("/choices/0/message/content").textValue())
                .contains("\"finish_reason\":" + whole.at("/choices/0/finish_reason"));
        if (whole.has("usage")) {
            assertThat(answer.body()).contains("\"usage\":" + whole.get("usage"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tensorrt-llm+whole", "tensorrt-llm-api+whole"})
    void aStreamIsNotAskedForWhereAnswersWouldBeGathered(String backend, Gateways gateways) throws Exception {
        TritonSimulator triton = simulator(gateways, backend);
        GatewayServer gateway = gateways.start(triton, "triton.upstream", "stream");
        assertThat(gateway.chat(GatewayServer.request("hi", "")).statusCode()).isEqualTo(200);
        assertThat(triton.takeRequest(SOON).path()).endsWith("/generate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tensorrt-llm", "tensorrt-llm-api"})
    void aModelWhoseDialectIsNamedSaysThatItCannotStream(String dialect, Gateways gateways) throws Exception {
        TritonSimulator triton = simulator(gateways, dialect + "+whole");
        GatewayServer gateway = gateways.start(triton, "triton.dialect", dialect);
        HttpResponse<String> answer = gateway.chat(GatewayServer.request("hi", STREAM));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(OpenAiJson.mapper()
                        .readTree(answer.body())
                        .at("/error/param")
                        .textValue())
                .isEqualTo("stream");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vllm", "tensorrt-llm", "tensorrt-llm-api"})
    void aTopPThatTheEngineDoesNotTakeIsRefused(String backend, Gateways gateways) throws Exception {
        TritonSimulator triton = simulator(gateways, backend);
        GatewayServer gateway = gateways.start(triton);
        HttpResponse<String> answer = gateway.chat(GatewayServer.request("hi", "\"top_p\":0"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(OpenAiJson.mapper()
                        .readTree(answer.body())
                        .at("/error/param")
                        .textValue())
                .isEqualTo("top_p");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vllm", "vllm+loras", "tensorrt-llm", "tensorrt-llm+loras"})
    void anAdapterThatIsNotThereIsRefused(String backend, Gateways gateways) throws Exception {
        TritonSimulator triton = simulator(gateways, backend);
        GatewayServer gateway = gateways.start(triton);
        HttpResponse<String> answer = gateway.chat(GatewayServer.request("hi", "\"lora_name\":\"77\""));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("\"param\":\"lora_name\"");
    }

    private static TritonSimulator simulator(Gateways gateways, String backend) {
        return gateways.simulator(SimulatorSettings.defaults()
                .withTokensPerSecond(0)
                .withTimeToFirstToken(Duration.ZERO)
                .withModels("Meta-Llama-3.1-8B-Instruct=" + backend, "Meta-Llama-3.1-70B-Instruct=" + backend));
    }
}

package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.FreePort;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.RecordedRequest;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Dialects through the real routes. The simulated models are vLLM's, and their configuration says so. */
@ExtendWith(GatewayExtension.class)
class DialectTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.simulator();
        gateway = gateways.start(triton, "triton.dialect", "auto");
    }

    @Test
    void theDialectIsFoundFromTheConfiguration() throws Exception {
        JsonNode json = json(gateway.chat(GatewayServer.request("hi", "\"max_tokens\":2,\"top_k\":5")));
        RecordedRequest sent = triton.takeRequest(SOON);
        while (!sent.body().contains("top_k")) {
            sent = triton.takeRequest(SOON);
        }
        assertThat(sent.body()).contains("\"sampling_parameters\":\"{", "\\\"top_k\\\":5");
        assertThat(json.at("/choices/0/finish_reason").textValue()).isEqualTo("length");
        assertThat(json.at("/usage/completion_tokens").intValue()).isEqualTo(2);
        assertThat(json.at("/usage/prompt_tokens").intValue()).isPositive();
    }

    @Test
    void aStreamEndsWithTheUsageWhenAskedTo() {
        String body = gateway.chat(GatewayServer.request(
                        "hi", "\"max_tokens\":2,\"stream\":true,\"stream_options\":{\"include_usage\":true}"))
                .body();
        String[] events = body.split("\n\n");
        assertThat(events[events.length - 3])
                .contains("\"finish_reason\":\"length\"")
                .doesNotContain("usage");
        assertThat(events[events.length - 2]).contains("\"choices\":[]", "\"completion_tokens\":2");
        assertThat(events[events.length - 1]).isEqualTo("data: [DONE]");
    }

    @Test
    void severalChoicesAndLogProbabilitiesComeBack() throws Exception {
        JsonNode json = json(gateway.chat(
                GatewayServer.request("hi", "\"n\":2,\"max_tokens\":3,\"logprobs\":true,\"top_logprobs\":1")));
        assertThat(json.get("choices")).hasSize(2);
        assertThat(json.at("/choices/1/index").intValue()).isEqualTo(1);
        assertThat(json.at("/choices/1/logprobs/content")).hasSize(3);
        assertThat(json.at("/choices/1/logprobs/content/0/top_logprobs")).hasSize(1);
    }

    @Test
    void anOutputFormatReachesTheModel() throws Exception {
        JsonNode json =
                json(gateway.chat(GatewayServer.request("hi", "\"response_format\":{\"type\":\"json_object\"}")));
        assertThat(OpenAiJson.mapper()
                        .readTree(json.at("/choices/0/message/content").textValue())
                        .isObject())
                .isTrue();
    }

    @Test
    void aDialectMayBeNamed(Gateways gateways) throws Exception {
        TritonSimulator other = gateways.simulator();
        GatewayServer named = gateways.start(other, "triton.dialect", "tensorrt-llm-api");
        other.enqueue(ScriptedReply.events(
                "{\"finish_reason\":\"None\",\"text_output\":\" Hello\"}",
                "{\"finish_reason\":\"length\",\"text_output\":\" Hello you\"}"));
        String body = named.chat(GatewayServer.request("hi", "\"stream\":true")).body();
        RecordedRequest sent = other.takeRequest(SOON);
        assertThat(sent.body()).contains("\"streaming\":true", "\"sampling_param_max_tokens\":100");
        assertThat(body).contains("\"content\":\" Hello\"", "\"content\":\" you\"", "\"finish_reason\":\"length\"");
    }

    @Test
    void anUnreachableTritonIs503AndItsReturnIsNoticed(Gateways gateways) throws Exception {
        int port = FreePort.find();
        String url = "http://127.0.0.1:" + port;
        GatewayServer early = gateways.start(url, "triton.dialect", "auto");
        assertThat(early.chat(GatewayServer.request("hi", "")).statusCode()).isEqualTo(503);
        TritonSimulator late = gateways.simulator(SimulatorSettings.defaults().withPort(port));
        HttpResponse<String> answer = early.chat(GatewayServer.request("hi", ""));
        assertThat(answer.statusCode()).as(late.url()).isEqualTo(200);
    }

    @Test
    void aModelThatWasGoneMayReturnWithAnotherDialect(Gateways gateways) throws Exception {
        AtomicReference<String> config = new AtomicReference<>("{\"input\":[{\"name\":\"sampling_parameters\"}]}");
        AtomicReference<String> refusal =
                new AtomicReference<>("{\"error\":\"Request for unknown model: 'x' has no available versions\"}");
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String refused = exchange.getRequestURI().getPath().endsWith("/config") ? null : refusal.getAndSet(null);
            if (refused != null) {
                // before the gateway forgets the model, because a poll in the background may read it next
                config.set("{\"input\":[{\"name\":\"sampling_param_max_tokens\"}]}");
            }
            String body = sent.isEmpty()
                    ? config.get()
                    : "{\"text_output\":" + OpenAiJson.mapper().writeValueAsString(sent) + "}";
            byte[] bytes = (refused == null ? body : refused).getBytes(StandardCharsets.UTF_8);
            try (exchange) {
                exchange.sendResponseHeaders(refused == null ? 200 : 404, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        other.start();
        String url = "http://127.0.0.1:" + other.getAddress().getPort();
        try {
            GatewayServer changing = gateways.start(url, "triton.dialect", "auto");
            assertThat(changing.chat(GatewayServer.request("hi", "")).statusCode())
                    .isEqualTo(503);
            assertThat(changing.chat(GatewayServer.request("hi", "")).body())
                    .contains("sampling_param_max_tokens")
                    .doesNotContain("sampling_parameters");
        } finally {
            other.stop(0);
        }
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return OpenAiJson.mapper().readTree(answer.body());
    }
}

package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.TritonSimulator;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code POST /v1/chat/completions/render}. */
@ExtendWith(GatewayExtension.class)
class RenderRouteTest {
    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.triton();
        gateway = gateways.shared("triton.dialect", "vllm");
    }

    @Test
    void renderShowsTheRequestThatWouldBeSent() throws Exception {
        for (String stream : new String[] {"false", "true"}) {
            String request = GatewayServer.request(
                    "Hello <|eot_id|>", "\"model\":\"70b\",\"max_tokens\":5,\"top_k\":3,\"stream\":" + stream);
            int before = triton.requestCount();
            HttpResponse<String> answer = render(request);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
            JsonNode rendering = OpenAiJson.mapper().readTree(answer.body());
            assertThat(triton.requestCount()).isEqualTo(before);
            assertThat(rendering.get("model").textValue()).isEqualTo("Meta-Llama-3.1-70B-Instruct");
            assertThat(rendering.get("dialect").textValue()).isEqualTo("vllm");
            assertThat(rendering.get("endpoint").textValue())
                    .isEqualTo(stream.equals("true") ? "generate_stream" : "generate");
            assertThat(rendering.get("prompt").textValue())
                    .contains("<|start_header_id|>user<|end_header_id|>\n\nHello < |eot_id|><|eot_id|>");

            gateway.chat(request);
            var sent = triton.takeRequest(Duration.ofSeconds(10));
            assertThat(sent.path()).endsWith("/" + rendering.get("endpoint").textValue());
            assertThat(OpenAiJson.mapper().readTree(sent.body())).isEqualTo(rendering.get("request"));
        }
    }

    @Test
    void aRequestThatWouldBeRefusedIsRefused() {
        HttpResponse<String> answer = render(GatewayServer.request("hi", "\"reasoning_effort\":\"low\""));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"param\":\"reasoning_effort\"");
    }

    private static HttpResponse<String> render(String json) {
        return gateway.send(
                HttpRequest.newBuilder(gateway.uri("/v1/chat/completions/render"))
                        .header("Content-Type", "application/json")
                        .timeout(Duration.ofSeconds(20))
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }
}

package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.RecordedRequest;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Models with {@code upstream: stream}: clients that do not stream are served by {@code generate_stream}. */
@ExtendWith(GatewayExtension.class)
class UpstreamTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.triton();
        gateway = gateways.shared("triton.dialect", "vllm", "triton.upstream", "stream");
    }

    @Test
    void theAnswerIsTheSameAsThatOfGenerate(Gateways gateways) throws Exception {
        String request = GatewayServer.request(
                "hi", "\"max_tokens\":6,\"n\":2,\"logprobs\":true,\"top_logprobs\":1,\"temperature\":0.5");
        JsonNode gathered = json(gateway.chat(request));
        RecordedRequest sent = triton.takeRequest(SOON);
        assertThat(sent.path()).endsWith("/generate_stream");
        assertThat(sent.body()).contains("\"stream\":true");
        JsonNode answer = json(gateways.shared("triton.dialect", "vllm").chat(request));
        assertThat(triton.takeRequest(SOON).path()).endsWith("/generate");
        for (String field : new String[] {"object", "model", "choices", "usage"}) {
            assertThat(gathered.get(field)).as(field).isEqualTo(answer.get(field));
        }
    }

    @Test
    void aClientThatLeavesEndsTheGeneration() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .await(left)
                .event("{\"text_output\":\" two\"}")
                .thenEnd());
        int before = triton.cancelledCount();
        byte[] body = GatewayServer.request("hi", "").getBytes(StandardCharsets.UTF_8);
        try (Socket client = new Socket("127.0.0.1", gateway.port())) {
            OutputStream out = client.getOutputStream();
            out.write(
                    ("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                                    + body.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
            assertThat(triton.takeRequest(SOON).path()).endsWith("/generate_stream");
        }
        await().atMost(SOON).until(() -> triton.cancelledCount() > before);
        left.countDown();
    }

    @Test
    void aFailureInTheMiddleHasAStatus() throws Exception {
        triton.enqueue(ScriptedReply.events("{\"text_output\":\"one\"}", "{\"error\":\"boom\"}"));
        HttpResponse<String> answer = gateway.chat(GatewayServer.request("hi", ""));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("boom");
        triton.takeRequest(SOON);
    }

    @Test
    void aStreamWithoutTextIsABadAnswer() throws Exception {
        triton.enqueue(ScriptedReply.stream().thenEnd());
        assertThat(gateway.chat(GatewayServer.request("hi", "")).statusCode()).isEqualTo(502);
        triton.takeRequest(SOON);
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return OpenAiJson.mapper().readTree(answer.body());
    }
}

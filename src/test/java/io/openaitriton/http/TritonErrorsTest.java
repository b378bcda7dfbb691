package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.TwoTritons;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An error of Triton means the same in every place, and the client gets its meaning. */
@ExtendWith(GatewayExtension.class)
class TritonErrorsTest {
    private static final String PAGE =
            "<html>\r\n<head><title>An error</title></head>\r\n<body><hr><center>nginx</center></body>\r\n</html>";

    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.triton();
        gateway = gateways.shared("triton.dialect", "vllm");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Error generating stream: The decoder prompt (length 9) is longer than the maximum model length of 8. | 400 | context_length_exceeded | messages",
                "Executor failed process requestId 1 due to the following error: Encountered an error when fetching new request: Prompt length (9) exceeds maximum input length (8). | 400 | context_length_exceeded | messages",
                "in ensemble 'e', [request id: <id_unknown>] Server is stopping, scheduler for model has stopped accepting new inference requests | 503 | model_not_ready |",
                "Server not ready | 503 | model_not_ready |",
                "Request for unknown model: 'x' version 1 is not at ready state | 503 | model_not_ready |",
                "[request id: 7] Request timeout expired | 503 | model_overloaded |",
                "Error generating stream: The decoder prompt cannot be empty | 400 | | messages",
                "[TensorRT-LLM][ERROR] Assertion failed: topP.value() > 0.f | 400 | | top_p",
                "request JSON size of 70000000 bytes exceeds the maximum allowed input size of 67108864 bytes. | 413 | request_too_large |",
                "CUDA out of memory | 502 | triton_error |"
            })
    void anErrorMeansTheSameUnderEveryStatusAndInEveryPlace(String text, int status, String code, String param)
            throws Exception {
        String json = "{\"error\":\"" + text + "\"}";
        for (int said : new int[] {200, 400, 500, 503}) {
            if (said == 503 && status == 502) {
                continue;
            }
            triton.enqueue(ScriptedReply.json(said, json));
            assertError(ask(""), status, code, param);
            triton.enqueue(ScriptedReply.jsonWithLength(said, json));
            assertError(ask("\"stream\":true"), status, code, param);
            triton.enqueue(ScriptedReply.reply(said)
                    .header("Content-Type", "text/event-stream; charset=utf-8")
                    .event(json)
                    .event("{\"error\":\"another\"}")
                    .thenEnd());
            assertError(ask("\"stream\":true"), status, code, param);
        }
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .event(json)
                .thenEnd());
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(GatewayServer.onTheWire(GatewayServer.request("hi", "\"stream\":true")))
                    .head();
            String events = "";
            while (!events.contains("\"error\"")) {
                events += client.chunk();
            }
            assertThat(events).contains("\"content\":\"one\"").doesNotContain("[DONE]");
            JsonNode error = OpenAiJson.mapper()
                    .readTree(events.substring(events.indexOf("{\"error\""), events.lastIndexOf('}') + 1))
                    .path("error");
            assertThat(error.path("code").textValue()).isEqualTo(code);
            assertThat(error.path("param").textValue()).isEqualTo(param);
            assertThat(client.isCutOff()).isTrue();
        }
    }

    @Test
    void aFieldIsNamedAsTheClientWroteIt() throws Exception {
        String tooLong = "{\"error\":\"This model's maximum context length is 8 tokens.\"}";
        triton.enqueue(ScriptedReply.json(400, tooLong));
        assertError(complete("\"prompt\":\"hi\""), 400, "context_length_exceeded", "prompt");
        triton.enqueue(ScriptedReply.json(400, tooLong));
        assertError(complete("\"prompt\":[\"hi\"]"), 400, "context_length_exceeded", "prompt");
        triton.enqueue(ScriptedReply.json(400, "{\"error\":\"max_tokens must be at least 1, got 0.\"}"));
        assertError(ask("\"max_completion_tokens\":5"), 400, null, "max_completion_tokens");
    }

    @Test
    void anUnknownAdapterIsReportedWithTheFieldThatNamedIt() throws Exception {
        assertError(ask("\"lora_name\":\"nobody\""), 400, null, "lora_name");
    }

    @ParameterizedTest
    @CsvSource({
        "429, 503, model_overloaded, 17",
        "503, 503, model_overloaded, 17",
        "502, 503, triton_unreachable, 17",
        "504, 504, triton_timeout,"
    })
    void aPageOfAProxyIsTakenForItsStatus(int said, int status, String code, String retryAfter) throws Exception {
        for (String fields : new String[] {"", "\"stream\":true"}) {
            triton.enqueue(ScriptedReply.reply(said)
                    .header("Content-Type", "text/html")
                    .header("Retry-After", "17")
                    .withContentLength()
                    .chunk(PAGE)
                    .thenEnd());
            HttpResponse<String> answer = ask(fields);
            assertError(answer, status, code, null);
            assertThat(answer.headers().firstValue("Retry-After").orElse(null)).isEqualTo(retryAfter);
            assertThat(answer.body()).doesNotContain("nginx");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "stopping, 503, model_not_ready",
        "loading, 503, model_not_ready",
        "expired, 503, model_overloaded",
        "too-long, 400, context_length_exceeded",
        "died, 503, model_not_ready"
    })
    void theSimulatorFailsInTheseWaysToo(String failure, int status, String code) throws Exception {
        for (String fields : new String[] {"", "\"stream\":true"}) {
            HttpResponse<String> answer = gateway.chat(GatewayServer.request("@@fail=" + failure, fields));
            assertError(answer, status, code, status == 400 ? "messages" : null);
            assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Server is stopping, scheduler for model has stopped accepting new inference requests",
                "[request id: 1] Request timeout expired",
                "Request for unknown model: 'x' version 1 is not at ready state",
                "Server not ready",
                "Exceeds maximum queue size"
            })
    void anotherTritonIsAskedWhenOneStopsLoadsOrSheds(String text, @TempDir Path routes, Gateways gateways)
            throws Exception {
        TwoTritons two = TwoTritons.start(gateways, routes);
        for (int status : new int[] {400, 503, 200}) {
            two.a.enqueue(ScriptedReply.json(status, "{\"error\":\"" + text + "\"}"));
            for (int i = 0; i < 2; i++) {
                String stream = status == 400 ? ",\"stream\":true" : "";
                assertThat(two.gateway
                                .chat(GatewayServer.request("hi", "\"model\":\"70b\"" + stream))
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void anotherReplicaIsCalledWhenAProxyRefuses(@TempDir Path routes, Gateways gateways) throws Exception {
        TwoTritons two =
                TwoTritons.start(gateways, routes, List.of(), "policy: least-in-flight", "policy: round-robin");
        for (int status : new int[] {429, 502, 503}) {
            ScriptedReply page = ScriptedReply.reply(status)
                    .header("Content-Type", "text/html")
                    .chunk(PAGE)
                    .thenEnd();
            two.a.enqueue(page);
            for (int i = 0; i < 2; i++) {
                assertThat(two.gateway
                                .chat(GatewayServer.request("hi", "\"model\":\"70b\""))
                                .statusCode())
                        .as("%s", status)
                        .isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"too-long", "at-once"})
    void noOtherTritonIsAskedWhereItWouldSayTheSame(String failure, @TempDir Path routes, Gateways gateways)
            throws Exception {
        TwoTritons two = TwoTritons.start(gateways, routes);
        String request = GatewayServer.request("@@fail=" + failure, "\"model\":\"70b\"");
        assertThat(two.gateway.chat(request).statusCode()).isIn(400, 502);
        assertThat(two.a.requestCount() + two.b.requestCount()).isEqualTo(1);
    }

    private static HttpResponse<String> ask(String fields) {
        return gateway.chat(GatewayServer.request("hi", fields));
    }

    private static HttpResponse<String> complete(String fields) {
        return gateway.send(
                HttpRequest.newBuilder(gateway.uri("/v1/completions"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"model\":\"8b\"," + fields + "}"))
                        .build(),
                BodyHandlers.ofString());
    }

    private static void assertError(HttpResponse<String> answer, int status, String code, String param)
            throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode error = OpenAiJson.mapper().readTree(answer.body()).path("error");
        assertThat(error.path("code").textValue()).isEqualTo(code);
        assertThat(error.path("param").textValue()).isEqualTo(param);
        assertThat(error.path("type").textValue()).isEqualTo(status < 500 ? "invalid_request_error" : "server_error");
        assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
    }
}

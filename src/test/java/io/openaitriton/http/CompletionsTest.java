package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.RecordedRequest;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Completions through the real routes, and the servers that answer them. */
@ExtendWith(GatewayExtension.class)
class CompletionsTest {
    private static final String MESSAGES = """
        "messages": [{"role": "system", "content": "You are a helpful assistant"},
                     {"role": "user", "content": "What is the capital of France?"}], "temperature": 0.7\
        """;
    private static final Duration SOON = Duration.ofSeconds(10);

    private static TritonSimulator small;
    private static TritonSimulator large;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        small = gateways.simulator();
        large = gateways.simulator();
        gateway = gateways.startOnTwo(
                small.url(), large.url(), "openai.template", "llama-3-apisix", "triton.dialect", "generic");
    }

    /** The request with these words in its prompt: earlier tests may have left theirs. */
    private static RecordedRequest take(TritonSimulator triton, String words) throws InterruptedException {
        RecordedRequest sent = triton.takeRequest(SOON);
        while (!sent.body().contains(words)) {
            sent = triton.takeRequest(SOON);
        }
        return sent;
    }

    @Test
    void theLuaRoutesFirstRequestIsAnsweredByTheSmallModel() throws Exception {
        HttpResponse<String> answer = gateway.chat("{" + MESSAGES + "}");
        RecordedRequest sent = take(small, "capital of France");

        assertThat(sent.path()).isEqualTo("/v2/models/Meta-Llama-3.1-8B-Instruct/generate");
        assertThat(sent.body())
                .isEqualTo("{\"text_input\":\"<|begin_of_text|><|start_header_id|>system<|end_header_id|>\\n"
                        + "You are a helpful assistant<|eot_id|>\\n<|start_header_id|>user<|end_header_id|>\\n"
                        + "What is the capital of France?<|eot_id|>\\n"
                        + "<|start_header_id|>assistant<|end_header_id|>\",\"parameters\":{\"stream\":false,"
                        + "\"temperature\":0.7,\"top_p\":0.95,\"max_tokens\":100}}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode json = OpenAiJson.mapper().readTree(answer.body());
        assertThat(json.path("id").textValue()).matches("chatcmpl-[0-9a-f]{32}");
        assertThat(json.path("object").textValue()).isEqualTo("chat.completion");
        assertThat(json.path("created").longValue())
                .isBetween(Instant.now().getEpochSecond() - 60, Instant.now().getEpochSecond());
        assertThat(json.path("model").textValue()).isEqualTo("Meta-Llama-3.1-8B-Instruct");
        assertThat(json.at("/choices/0/message/role").textValue()).isEqualTo("assistant");
        assertThat(json.at("/choices/0/message/content").textValue())
                .startsWith("Meta-Llama-3.1-8B-Instruct")
                .contains("What is the capital of France?")
                .doesNotContain("<|");
        assertThat(json.at("/choices/0/finish_reason").textValue()).isEqualTo("stop");
        assertThat(json.has("usage")).isFalse();
    }

    @Test
    void theLuaRoutesSecondRequestIsAnsweredByTheServerOfTheLargeModel() throws Exception {
        HttpResponse<String> answer = gateway.chat("{\"model\": \"llama-3-70b\", " + MESSAGES + "}");
        assertThat(large.takeRequest(SOON).path()).isEqualTo("/v2/models/Meta-Llama-3.1-70B-Instruct/generate");
        assertThat(answer.body()).contains("\"model\":\"Meta-Llama-3.1-70B-Instruct\"");
    }

    @ParameterizedTest
    @CsvSource({
        "llama-3-70b, 70B",
        "llama-3-8b, 8B",
        "Meta-Llama-3.1-70B-Instruct, 70B",
        "Meta-Llama-3.1-8B-Instruct, 8B",
        "8b-or-70b, 70B",
        "70B, 70B",
        "8b, 8B",
        "model-8bit, 8B",
        "llama3:8b, 8B",
        "llama-v3p1-70b-instruct, 70B",
        "llama-170b, 8B",
        "x-3.70b, 8B",
        "gpt-4o, 8B"
    })
    void theRouterPicksTheModelByItsName(String name, String size) {
        assertThat(gateway.chat(GatewayServer.request("hi", "\"model\":\"" + name + "\""))
                        .body())
                .contains("\"model\":\"Meta-Llama-3.1-" + size + "-Instruct\"");
    }

    @Test
    void headersOfTheClientReachNeitherTritonNorTheAnswer() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        gateway.uri("/v1/chat/completions?CamelHttpUri=http://127.0.0.1:1/&x-query=1"))
                .header("Content-Type", "application/json; charset=utf-8")
                .header("Authorization", "Bearer secret")
                .header("CamelHttpPath", "/elsewhere")
                .header("X-Custom", "custom")
                .POST(HttpRequest.BodyPublishers.ofString(GatewayServer.request("headers", "\"model\":\"70b\"")))
                .build();
        HttpResponse<String> answer = gateway.send(request, BodyHandlers.ofString());
        RecordedRequest sent = take(large, "headers");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(sent.path()).endsWith("70B-Instruct/generate");
        assertThat(sent.headers().keySet())
                .containsExactlyInAnyOrder(
                        "host", "content-length", "content-type", "connection", "user-agent", "x-request-id");
        assertThat(answer.headers().map().keySet())
                .containsExactlyInAnyOrder(
                        "content-length",
                        "content-type",
                        "x-request-id",
                        "x-content-type-options",
                        "content-security-policy",
                        "cache-control");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"response\":\"Paris\"}",
                "{\"output\":\"Paris\"}",
                "{\"outputs\":[{\"data\":[\"Paris\"]}]}",
                "{\"text_output\":\"<|begin_of_text|><|start_header_id|>system<|end_header_id|>\\n<|eot_id|>\\n"
                        + "<|start_header_id|>user<|end_header_id|>\\nhi<|eot_id|>\\n"
                        + "<|start_header_id|>assistant<|end_header_id|>Paris\"}"
            })
    void theTextIsFoundWhereverTheBackendPutsIt(String body) throws Exception {
        small.enqueue(ScriptedReply.json(200, body));
        assertThat(OpenAiJson.mapper()
                        .readTree(gateway.chat(GatewayServer.request("hi", "")).body())
                        .at("/choices/0/message/content")
                        .textValue())
                .isEqualTo("Paris");
    }

    @Test
    void theModelsAreListed() {
        assertThat(gateway.get("/v1/models").body())
                .matches("\\{\"object\":\"list\",\"data\":\\["
                        + "\\{\"id\":\"Meta-Llama-3.1-70B-Instruct\",\"object\":\"model\",\"created\":\\d+,"
                        + "\"owned_by\":\"triton\"},"
                        + "\\{\"id\":\"Meta-Llama-3.1-8B-Instruct\",\"object\":\"model\",\"created\":\\d+,"
                        + "\"owned_by\":\"triton\"}]}");
        assertThat(gateway.get("/v1/models/Meta-Llama-3.1-8B-Instruct").body())
                .startsWith("{\"id\":\"Meta-Llama-3.1-8B-Instruct\",\"object\":\"model\"");
        assertThat(gateway.get("/v1/models/nope").statusCode()).isEqualTo(404);
    }

    @Test
    void anUnknownModelIsRefusedIfTheSettingSaysSo(Gateways gateways) throws Exception {
        GatewayServer strict = gateways.startOnTwo(small.url(), large.url(), "openai.unknown-model", "refuse");
        HttpResponse<String> answer = strict.chat(GatewayServer.request("hi", "\"model\":\"gpt-4o\""));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("\"code\":\"model_not_found\"", "\"param\":\"model\"", "gpt-4o");
        HttpResponse<String> none = strict.chat(GatewayServer.request("hi", ""));
        assertThat(none.statusCode()).isEqualTo(400);
        assertThat(none.body()).contains("\"param\":\"model\"");
        assertThat(strict.chat(GatewayServer.request("hi", "\"model\":\"llama-3-8b\""))
                        .statusCode())
                .isEqualTo(200);
    }
}

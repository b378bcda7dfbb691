package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.cli.IssuedKeys;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.ManagementPort;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /v1/responses} over the real routes. */
@Timeout(120)
@ExtendWith(GatewayExtension.class)
class ResponsesTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String CALL =
            "<tool_call>\n{\"name\": \"mcp__files__open\", \"arguments\": {\"path\": \"a.txt\"}}\n</tool_call>";
    private static final String NAMESPACE =
            "\"tools\":[{\"type\":\"namespace\",\"name\":\"mcp__files\",\"tools\":[{\"type\":\"function\",\"name\":\"open\","
                    + "\"parameters\":{\"type\":\"object\"}}]},{\"type\":\"web_search\"}]";

    @TempDir
    private static Path folder;

    private static String key;
    private static ManagementPort management;
    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        IssuedKeys keys = IssuedKeys.in(folder).add("all");
        management = ManagementPort.free();
        triton = gateways.simulator();
        gateway = gateways.start(
                triton,
                management.settings(
                        "openai.template",
                        "qwen-2.5",
                        "gateway.keys",
                        keys.file().toString(),
                        "gateway.sse-heartbeat",
                        "50"));
        key = keys.key("all");
    }

    @BeforeEach
    void forgetRequests() throws InterruptedException {
        while (triton.takeRequest(Duration.ZERO) != null) {
            // of the test before
        }
    }

    @Test
    void aWholeResponse() throws Exception {
        triton.enqueue(ScriptedReply.text("It rains."));
        HttpResponse<String> answer = post(
                "{\"model\":\"8b\",\"input\":\"Weather?\",\"instructions\":\"Be brief\",\"metadata\":{\"a\":\"b\"}}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode response = json(answer.body());
        assertThat(response.get("object").textValue()).isEqualTo("response");
        assertThat(response.get("status").textValue()).isEqualTo("completed");
        assertThat(response.get("id").textValue()).matches("resp_[0-9a-f]{32}");
        assertThat(response.at("/output/0/content/0/text").textValue()).isEqualTo("It rains.");
        assertThat(response.at("/metadata/a").textValue()).isEqualTo("b");
        assertThat(response.get("store").booleanValue()).isTrue();
        assertThat(response.get("temperature").doubleValue()).isEqualTo(0.7);
        JsonNode sent = sent();
        assertThat(sent.get("text_input").textValue()).contains("Be brief", "Weather?");
        // not the usual 100, because the request has no limit
        assertThat(sent.get("sampling_parameters").textValue()).contains("\"max_tokens\":1048576");
    }

    @Test
    void theSameConversationIsTheSameBytesAsAChats() throws Exception {
        triton.enqueue(ScriptedReply.text("a"));
        triton.enqueue(ScriptedReply.text("a"));
        String chat = """
            {"model": "8b", "max_tokens": 50, "seed": null, "messages": [
              {"role": "system", "content": "Be brief"},
              {"role": "user", "content": "Read a.txt"},
              {"role": "assistant", "content": "I look.", "tool_calls": [
                {"id": "call_1", "type": "function", "function": {"name": "open", "arguments": "{\\"path\\": \\"a.txt\\"}"}}]},
              {"role": "tool", "tool_call_id": "call_1", "content": "secret"}],
             "tools": [{"type": "function", "function": {"name": "open", "parameters": {"type": "object"}}}],
             "temperature": 0}\
            """;
        String responses = """
            {"model": "8b", "max_output_tokens": 50, "instructions": "Be brief", "input": [
              {"role": "user", "content": [{"type": "input_text", "text": "Read a.txt"}]},
              {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "I look."}]},
              {"type": "function_call", "call_id": "call_1", "name": "open", "arguments": "{\\"path\\": \\"a.txt\\"}"},
              {"type": "function_call_output", "call_id": "call_1", "output": "secret"}],
             "tools": [{"type": "function", "name": "open", "parameters": {"type": "object"}}],
             "temperature": 0}\
            """;
        assertThat(send("/v1/chat/completions", chat).statusCode()).isEqualTo(200);
        assertThat(post(responses).statusCode()).isEqualTo(200);
        String first = triton.takeRequest(SOON).body();
        assertThat(triton.takeRequest(SOON).body()).isEqualTo(first);
    }

    @Test
    void aStreamEndsWithTheWholeResponse() throws Exception {
        triton.enqueue(ScriptedReply.text(CALL));
        HttpResponse<String> answer = post("{\"model\":\"8b\",\"input\":\"hi\",\"stream\":true," + NAMESPACE + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream");
        List<JsonNode> events = events(answer.body());
        assertThat(events.get(0).get("type").textValue()).isEqualTo("response.created");
        JsonNode last = last(events);
        assertThat(last.get("type").textValue()).isEqualTo("response.completed");
        JsonNode call = last.at("/response/output/0");
        assertThat(call.get("type").textValue()).isEqualTo("function_call");
        assertThat(call.get("name").textValue()).isEqualTo("open");
        assertThat(call.get("namespace").textValue()).isEqualTo("mcp__files");
        assertThat(json(call.get("arguments").textValue())).isEqualTo(json("{\"path\":\"a.txt\"}"));
        assertThat(last.at("/response/usage/total_tokens").intValue()).isPositive();
        assertThat(sent().get("text_input").textValue())
                .contains("\"mcp__files__open\"")
                .doesNotContain("web_search");
    }

    @Test
    void aFailureInAStreamIsTwoEvents() throws Exception {
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .event("{\"error\":\"out of memory\"}")
                .thenEnd());
        List<JsonNode> events;
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(onTheWire("{\"model\":\"8b\",\"input\":\"hi\",\"stream\":true}"))
                    .head();
            events = events(client.untilClosed());
        }
        assertThat(events).extracting(event -> event.get("type").textValue()).endsWith("error", "response.failed");
        JsonNode failed = last(events);
        assertThat(failed.at("/response/status").textValue()).isEqualTo("failed");
        assertThat(failed.at("/response/error/message").textValue())
                .isEqualTo(events.get(events.size() - 2).at("/error/message").textValue());
    }

    @Test
    void aFailureAfterCommentsIsTwoEventsToo() throws Exception {
        CountDownLatch thought = new CountDownLatch(1);
        triton.enqueue(ScriptedReply.stream()
                .await(thought)
                .event("{\"error\":\"out of memory\"}")
                .thenEnd());
        List<JsonNode> events;
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(onTheWire("{\"model\":\"8b\",\"input\":\"hi\",\"stream\":true}"));
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            assertThat(client.chunk()).contains(": keep-alive");
            thought.countDown();
            events = events(client.untilClosed());
        }
        assertThat(events)
                .extracting(event -> event.get("type").textValue())
                .containsExactly("error", "response.failed");
    }

    @Test
    void anAnswerThatIsCutIsIncomplete() throws Exception {
        HttpResponse<String> answer =
                post("{\"model\":\"8b\",\"input\":\"@@tokens=50\",\"max_output_tokens\":3,\"stream\":true}");
        JsonNode last = last(events(answer.body()));
        assertThat(last.get("type").textValue()).isEqualTo("response.incomplete");
        assertThat(last.at("/response/incomplete_details/reason").textValue()).isEqualTo("max_output_tokens");
        assertThat(last.at("/response/output/0/status").textValue()).isEqualTo("incomplete");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | input",
                "{\"input\":[]} | input",
                "{\"input\":5} | input",
                "{\"input\":\"a\",\"previous_response_id\":\"resp_1\"} | previous_response_id",
                "{\"input\":\"a\",\"conversation\":\"conv_1\"} | conversation",
                "{\"input\":\"a\",\"background\":true} | background",
                "{\"input\":\"a\",\"prompt\":{\"id\":\"p\"}} | prompt",
                "{\"input\":\"a\",\"truncation\":\"auto\"} | truncation",
                "{\"input\":[{\"type\":\"compaction\"}]} | input[0].type",
                "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\"}]}]} | input[0].content[0].type",
                "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"file_id\":\"f\"}]}]} |"
                        + " input[0].content[0].file_id",
                "{\"input\":[{\"type\":\"function_call\",\"name\":\"f\",\"arguments\":\"{}\"}]} | input[0].call_id",
                "{\"input\":\"a\",\"tools\":[{\"type\":\"function\",\"name\":\"bad name\"}]} | tools[0].name",
                "{\"input\":\"a\",\"tools\":[{\"type\":\"web_search\"},{\"type\":\"function\",\"name\":\"f\",\"parameters\":5}]}"
                        + " | tools[1].parameters",
                "{\"input\":\"a\",\"tools\":[{\"type\":\"other\"}]} | tools[0].type",
                "{\"input\":\"a\",\"tool_choice\":{\"type\":\"file_search\"}} | tool_choice",
                "{\"input\":\"a\",\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"n\"}}} |"
                        + " text.format.schema",
                "{\"input\":\"a\",\"text\":{\"format\":{\"type\":\"other\"}}} | text.format",
                "{\"input\":\"a\",\"text\":{\"verbosity\":\"low\"}} | text.verbosity",
                "{\"input\":\"a\",\"reasoning\":{\"effort\":\"odd\"}} | reasoning.effort",
                "{\"input\":\"a\",\"max_output_tokens\":0} | max_output_tokens",
                "{\"input\":\"a\",\"temperature\":3} | temperature",
                "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"x\"}]}]} |"
                        + " input[0].content[0]"
            })
    void whatCannotBeDoneIsRefusedByTheNameThatTheClientWrote(String request, String param) throws Exception {
        for (String stream : List.of("", ",\"stream\":true")) {
            HttpResponse<String> answer =
                    post(request.replaceFirst("}$", stream + "}").replace("{,", "{"));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            JsonNode error = json(answer.body()).get("error");
            assertThat(error.get("param").textValue()).as(answer.body()).isEqualTo(param);
            assertThat(error.get("type").textValue()).isEqualTo("invalid_request_error");
            assertThat(error.get("message").textValue()).doesNotContain("messages[");
        }
        assertThat(triton.takeRequest(Duration.ZERO)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"store\":true",
                "\"store\":false,\"previous_response_id\":null,\"background\":false,\"truncation\":\"disabled\"",
                "\"reasoning\":{\"effort\":\"high\",\"summary\":\"auto\"}",
                "\"include\":[\"reasoning.encrypted_content\"],\"service_tier\":\"auto\",\"client_metadata\":{\"a\":\"b\"}",
                "\"text\":{\"format\":{\"type\":\"text\"},\"verbosity\":\"medium\"}",
                "\"max_tool_calls\":3,\"stream_options\":{\"include_obfuscation\":false},\"unknown\":1",
                "\"tools\":[{\"type\":\"web_search\"},{\"type\":\"local_shell\"},{\"type\":\"computer_use_preview\"}]",
                "\"tools\":[{\"type\":\"custom\",\"name\":\"p\",\"format\":{\"type\":\"grammar\",\"syntax\":\"lark\",\"definition\":\"start:"
                        + " /x/\"}}]"
            })
    void hintsThatAgentsSendUnaskedAreTaken(String fields) throws Exception {
        triton.enqueue(ScriptedReply.text("Yes."));
        HttpResponse<String> answer = post("{\"model\":\"8b\",\"input\":\"hi\"," + fields + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void aSystemMessageInTheMiddleReachesTheModel() throws Exception {
        triton.enqueue(ScriptedReply.text("Yes."));
        assertThat(post("""
            {"input": [{"role": "developer", "content": "one"}, {"role": "system", "content": "two"},
              {"role": "user", "content": "three"}, {"role": "system", "content": "four"}]}\
            """).statusCode()).isEqualTo(200);
        assertThat(sent().get("text_input").textValue()).containsSubsequence("one\n\ntwo", "three", "four");
    }

    @Test
    void aRequestWithoutAKnownKeyIsRefused() {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri("/v1/responses"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"input\":\"hi\"}"))
                .build();
        HttpResponse<String> answer = gateway.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("www-authenticate")).hasValue("Bearer");
        assertThat(answer.body()).contains("\"error\":{\"message\"");
    }

    @Test
    void aClientThatLeavesEndsTheCall() {
        int before = triton.cancelledCount();
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(onTheWire("{\"input\":\"@@tokens=2000 @@delay=5\",\"stream\":true}"))
                    .head();
            client.chunk();
        }
        await().atMost(SOON).until(() -> triton.inFlight() == 0 && triton.cancelledCount() == before + 1);
    }

    @Test
    void metricsNameTheOperationAndCountTokens() throws Exception {
        String[] labels = {"gen_ai_operation_name=\"chat\"", "outcome=\"success\""};
        double calls = management.sum("gen_ai_server_request_duration_seconds_count", labels);
        double tokens = management.sum("gen_ai_client_token_usage_sum");
        assertThat(post("{\"input\":\"hi\",\"stream\":true,\"max_output_tokens\":5}")
                        .statusCode())
                .isEqualTo(200);
        await().atMost(SOON)
                .until(() -> management.sum("gen_ai_server_request_duration_seconds_count", labels) == calls + 1);
        await().atMost(SOON).until(() -> management.sum("gen_ai_client_token_usage_sum") > tokens);
    }

    private static JsonNode sent() throws Exception {
        return json(triton.takeRequest(SOON).body());
    }

    private static HttpResponse<String> post(String json) {
        return send("/v1/responses", json);
    }

    private static HttpResponse<String> send(String path, String json) {
        return gateway.send(
                HttpRequest.newBuilder(gateway.uri(path))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + key)
                        .timeout(SOON)
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String onTheWire(String json) {
        return "POST /v1/responses HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key
                + "\r\nContent-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json;
    }

    private static List<JsonNode> events(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> json(line.substring("data: ".length())))
                .toList();
    }

    private static JsonNode last(List<JsonNode> events) {
        return events.get(events.size() - 1);
    }

    private static JsonNode json(String json) {
        try {
            return OpenAiJson.mapper().readTree(json);
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }
}

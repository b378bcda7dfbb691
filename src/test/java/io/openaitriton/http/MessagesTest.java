package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.RawConnection;
import io.openaitriton.simulator.RecordedRequest;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Anthropic's Messages API over the real routes. */
@Timeout(60)
@ExtendWith(GatewayExtension.class)
class MessagesTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Path RECORDED = Path.of("../shared/agents");
    private static final String TOOLS =
            "'tools': [{'name': 'Read', 'description': 'Reads', 'input_schema': {'type': 'object', 'properties': {'file_path':"
                    + " {'type': 'string'}}}}]";
    private static final String CALL =
            "I look.\n<tool_call>\n{\"name\": \"Read\", \"arguments\": {\"file_path\": \"/a.txt\"}}\n</tool_call>";

    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.triton();
        gateway = gateways.shared("openai.template", "qwen-2.5", "triton.dialect", "vllm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/messages", "/v1/messages?beta=true"})
    void aMessageIsAnswered(String path) throws Exception {
        triton.enqueue(reply("Hello.", "stop", 7, 3));
        HttpResponse<String> answer = post(path, message("Hi", "'model': 'claude-opus-4-8'"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("request-id")).isPresent();
        JsonNode json = json(answer.body());
        assertThat(json.path("id").textValue()).startsWith("msg_");
        assertThat(json.path("type").textValue()).isEqualTo("message");
        assertThat(json.path("model").textValue()).isEqualTo("claude-opus-4-8");
        assertThat(json.at("/content/0/text").textValue()).isEqualTo("Hello.");
        assertThat(json.path("stop_reason").textValue()).isEqualTo("end_turn");
        assertThat(json.at("/usage/input_tokens").intValue()).isEqualTo(7);
        assertThat(json.at("/usage/output_tokens").intValue()).isEqualTo(3);
    }

    @Test
    void aStreamBeginsWithTheBackendsInputTokens() throws Exception {
        triton.enqueue(ScriptedReply.events(event("Hel", null, 7, 1), event("lo.", "stop", 7, 1)));
        List<JsonNode> events = events(post("/v1/messages", message("Hi", "'stream': true")));
        assertThat(events)
                .extracting(event -> event.path("type").textValue())
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(events.get(0).at("/message/usage/input_tokens").intValue()).isEqualTo(7);
        assertThat(events.get(5).at("/usage/output_tokens").intValue()).isEqualTo(2);
        assertThat(events.get(5).at("/delta/stop_reason").textValue()).isEqualTo("end_turn");
    }

    @Test
    void aCallIsABlock() throws Exception {
        triton.enqueue(reply(CALL, "stop", 7, 3));
        JsonNode whole = json(post("/v1/messages", message("Hi", TOOLS)).body());
        assertThat(whole.at("/content/1/type").textValue()).isEqualTo("tool_use");
        assertThat(whole.at("/content/1/name").textValue()).isEqualTo("Read");
        assertThat(whole.at("/content/1/input")).isEqualTo(json("{\"file_path\": \"/a.txt\"}"));
        assertThat(whole.path("stop_reason").textValue()).isEqualTo("tool_use");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theStopSequenceThatEndedTheAnswerIsTold(boolean stream) throws Exception {
        String body = message("Hi", "'stop_sequences': ['ONE', 'TWO'], 'stream': " + stream);
        triton.enqueue(
                stream
                        ? ScriptedReply.events(event("a T", null, 7, 1), event("WO", "stop", 7, 1))
                        : reply("a TWO", "stop", 7, 3));
        HttpResponse<String> answer = post("/v1/messages", body);
        assertThat(answer.body()).contains("\"stop_reason\":\"stop_sequence\",\"stop_sequence\":\"TWO\"");
        assertThat(answer.body()).contains("a ").doesNotContain("TWO\"}}").doesNotContain("a TWO");
        assertThat(sent().path("sampling_parameters").textValue()).contains("\"include_stop_str_in_output\":true");
    }

    @Test
    void theSameConversationReachesTritonAsTheSameBytes() throws Exception {
        triton.enqueue(ScriptedReply.text("It says x."));
        triton.enqueue(ScriptedReply.text("It says x."));
        assertThat(gateway.chat(
                                "{\"max_tokens\":50,\"seed\":1,\"messages\":[{\"role\":\"system\",\"content\":\"Be kind.\"},{\"role\":\"user\",\"content\":\"Read it.\"},{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"assistant\",\"content\":\"I look.\",\"tool_calls\":[{\"id\":\"t1\",\"type\":\"function\",\"function\":{\"name\":\"Read\",\"arguments\":\"{\\\"file_path\\\": \\\"/a.txt\\\"}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"t1\",\"content\":\"x\"}],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"Read\",\"description\":\"Reads\",\"parameters\":{\"type\":\"object\",\"properties\":{\"file_path\":{\"type\":\"string\"}}}}}]}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(post(
                                "/v1/messages",
                                ("{'max_tokens':50,'system':'Be kind.','messages':[{'role':'user','content':'Read it.'},{'role':'system','content':'Be brief.'},"
                                                + "{'role':'assistant','content':[{'type':'text','text':'I look.'},{'type':'tool_use','id':'t1','name':'Read','input':{'file_path':'/a.txt'}}]},"
                                                + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'t1','content':'x'}]}],"
                                                + TOOLS + "}")
                                        .replace('\'', '"'))
                        .statusCode())
                .isEqualTo(200);
        String chat = sent().toString().replace("\\\"seed\\\":1,", "").replace(",\\\"seed\\\":1", "");
        assertThat(sent().toString()).isEqualTo(chat);
    }

    @Test
    void errorsAreAnthropicsBeforeAndWithinTheRoute() throws Exception {
        for (HttpResponse<String> refused : List.of(
                post("/v1/messages", "{\"messages\":[]}"),
                post("/v1/messages", "{"),
                post("/v1/messages", message("Hi", "'thread': {'type': 'create'}")))) {
            assertThat(refused.statusCode()).isEqualTo(400);
            JsonNode error = json(refused.body());
            assertThat(error.path("type").textValue()).isEqualTo("error");
            assertThat(error.at("/error/type").textValue()).isEqualTo("invalid_request_error");
            assertThat(error.path("request_id").textValue())
                    .isEqualTo(refused.headers().firstValue("request-id").orElseThrow());
        }
        assertThat(json(post("/v1/messages", "{\"messages\":[]}").body())
                        .at("/error/message")
                        .textValue())
                .isEqualTo("max_tokens: Field required");
        assertThat(gateway.send(
                                HttpRequest.newBuilder(gateway.uri("/v1/messages"))
                                        .build(),
                                BodyHandlers.ofString())
                        .body())
                .startsWith("{\"type\":\"error\"");
        assertThat(gateway.send(
                                HttpRequest.newBuilder(gateway.uri("/v1/nowhere"))
                                        .header("anthropic-version", "2023-06-01")
                                        .build(),
                                BodyHandlers.ofString())
                        .body())
                .contains("\"not_found_error\"");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOverloadIs529(boolean stream) throws Exception {
        triton.enqueue(ScriptedReply.json(503, "{\"error\":\"Exceeds maximum queue size\"}"));
        HttpResponse<String> answer = post("/v1/messages", message("Hi", "'stream': " + stream));
        assertThat(answer.statusCode()).isEqualTo(529);
        assertThat(answer.body()).contains("\"overloaded_error\"");
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
        assertThat(answer.headers().firstValue("x-should-retry")).contains("true");
    }

    @Test
    void argumentsThatAreNotAnObjectFailWithAndWithoutStreaming() throws Exception {
        String call = "<tool_call>\n{\"name\": \"Read\", \"arguments\": [1]}\n</tool_call>";
        triton.enqueue(reply(call, "stop", 7, 3));
        HttpResponse<String> whole = post("/v1/messages", message("Hi", TOOLS));
        triton.enqueue(ScriptedReply.events(event(call, "stop", 7, 3)));
        String body = message("Hi", TOOLS + ", 'stream': true");
        String stream;
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(
                    "POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                            + body.length() + "\r\n\r\n" + body);
            stream = client.untilClosed();
        }
        // or the model's words are no call to the gateway, and text
        boolean text = whole.body().contains("\"type\":\"text\"");
        assertThat(whole.statusCode()).isEqualTo(text ? 200 : 502);
        assertThat(stream.contains("\"input\":{}")).isEqualTo(!text);
        assertThat(stream.contains("event: error")).isEqualTo(!text);
    }

    @Test
    void aFailureWithinAStreamIsAnErrorEvent() throws Exception {
        triton.enqueue(ScriptedReply.stream()
                .event(event("Hel", null, 7, 1))
                .event("{\"error\":\"boom\"}")
                .thenEnd());
        String body = message("Hi", "'stream': true");
        String stream;
        // the connection breaks off after the event, and Java's client may lose what came before that
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send("POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                            + body.length() + "\r\n\r\n" + body)
                    .head();
            stream = client.untilClosed();
        }
        assertThat(stream)
                .contains("event: content_block_delta")
                .contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\"");
    }

    @Test
    void aClientThatLeavesEndsTheCall() throws Exception {
        triton.enqueue(ScriptedReply.stream().event(event("Hel", null, 7, 1)).thenHang());
        HttpResponse<InputStream> answer =
                gateway.send(request("/v1/messages", message("Hi", "'stream': true")), BodyHandlers.ofInputStream());
        RecordedRequest sent = triton.takeRequest(SOON);
        assertThat(answer.body().read()).isPositive();
        assertThat(sent.disconnected().toCompletableFuture()).isNotDone();
        answer.body().close();
        assertThat(sent.disconnected().toCompletableFuture()).succeedsWithin(SOON);
    }

    @Test
    void theModelsAreListedInTheShapeOfTheClientsApi() throws Exception {
        JsonNode list = json(gateway.send(
                        HttpRequest.newBuilder(gateway.uri("/v1/models"))
                                .header("anthropic-version", "2023-06-01")
                                .build(),
                        BodyHandlers.ofString())
                .body());
        assertThat(list.at("/data/0/type").textValue()).isEqualTo("model");
        assertThat(list.at("/data/0/created_at").textValue()).endsWith("Z");
        assertThat(list.path("has_more").booleanValue()).isFalse();
        String id = list.path("first_id").textValue();
        assertThat(gateway.send(
                                HttpRequest.newBuilder(gateway.uri("/v1/models/" + id))
                                        .header("anthropic-version", "2023-06-01")
                                        .build(),
                                BodyHandlers.ofString())
                        .body())
                .startsWith("{\"type\":\"model\"");
        assertThat(gateway.get("/v1/models").body()).startsWith("{\"object\":\"list\"");
    }

    @Test
    void tokensAreNotEstimated() {
        HttpResponse<String> answer = post("/v1/messages/count_tokens", message("Hi", ""));
        assertThat(answer.statusCode()).isEqualTo(501);
        assertThat(answer.body()).contains("'tokenizer'").contains("\"api_error\"");
        assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
        assertThat(answer.body()).contains(id(answer));
    }

    @Test
    void theErrorOfAnUnknownModelHasTheIdOfItsRequest() {
        HttpResponse<String> answer = gateway.send(
                HttpRequest.newBuilder(gateway.uri("/v1/models/none"))
                        .header("anthropic-version", "2023-06-01")
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("\"type\":\"not_found_error\"").contains(id(answer));
    }

    private static String id(HttpResponse<String> answer) {
        return "\"request_id\":\"" + answer.headers().firstValue("request-id").orElseThrow() + "\"";
    }

    @Test
    void aHeadRequestForTheRootIsAnswered() {
        assertThat(gateway.send(
                                HttpRequest.newBuilder(gateway.uri("/"))
                                        .method("HEAD", BodyPublishers.noBody())
                                        .build(),
                                BodyHandlers.discarding())
                        .statusCode())
                .isIn(200, 404);
    }

    @Test
    void claudeCodeIsAnsweredWithACallAndTakesItsResult() throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(RECORDED), "SKIPPED: recorded requests of agents are not here");
        triton.enqueue(ScriptedReply.events(event(CALL, "stop", 7, 3)));
        List<JsonNode> events = events(post("/v1/messages?beta=true", recorded("claude-code-1-first.json")));
        assertThat(events)
                .anySatisfy(event ->
                        assertThat(event.at("/content_block/name").textValue()).isEqualTo("Read"))
                .anySatisfy(event ->
                        assertThat(event.at("/delta/partial_json").textValue()).isNotEmpty());
        assertThat(sent().path("text_input").textValue())
                .doesNotContain("x-anthropic-billing-header")
                .contains("(messages, system: 6062 characters, 26 lines)")
                .contains("tell me exactly what it says");
        triton.enqueue(ScriptedReply.events(event("It says secret.", "stop", 7, 3)));
        assertThat(events(post("/v1/messages?beta=true", recorded("claude-code-2-tool-result.json"))))
                .anySatisfy(
                        event -> assertThat(event.at("/delta/text").textValue()).isEqualTo("It says secret."));
        assertThat(sent().path("text_input").textValue()).contains("secret-0123456789abcdef");
        assertThat(post("/v1/messages", recorded("anthropic-sdk-thread-1-create.json"))
                        .body())
                .contains("thread_unsupported_request");
    }

    private static String recorded(String file) throws IOException {
        return json(Files.readString(RECORDED.resolve(file))).get("body").toString();
    }

    private static JsonNode sent() throws Exception {
        return json(triton.takeRequest(SOON).body());
    }

    private static ScriptedReply reply(String text, String reason, int input, int output) {
        return ScriptedReply.json(200, event(text, reason, input, output));
    }

    private static String event(String text, String reason, int input, int output) {
        return OpenAiJson.mapper()
                .createObjectNode()
                .put("model_name", "m")
                .put("text_output", text)
                .put("finish_reason", reason == null ? "None" : reason)
                .put("num_input_tokens", input)
                .put("num_output_tokens", output)
                .toString();
    }

    private static String message(String text, String fields) {
        return ("{'max_tokens': 50, 'messages': [{'role': 'user', 'content': '" + text + "'}]"
                        + (fields.isEmpty() ? "" : ", " + fields) + "}")
                .replace('\'', '"');
    }

    private static HttpRequest request(String path, String body) {
        return HttpRequest.newBuilder(gateway.uri(path))
                .header("Content-Type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static HttpResponse<String> post(String path, String body) {
        return gateway.send(request(path, body), BodyHandlers.ofString());
    }

    /** Each event has a name, which its data has as well. */
    private static List<JsonNode> events(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Arrays.stream(answer.body().split("\n\n"))
                .filter(event -> !event.startsWith(":"))
                .map(event -> {
                    String[] lines = event.split("\n");
                    JsonNode data = json(lines[1].substring("data: ".length()));
                    assertThat(lines[0]).isEqualTo("event: " + data.path("type").textValue());
                    return data;
                })
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return OpenAiJson.mapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }
}

package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.cli.IssuedKeys;
import io.openaitriton.junit.AccessLines;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that are stored, over the real routes. */
@Timeout(120)
@ExtendWith(GatewayExtension.class)
class StoredResponsesTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String UNKNOWN = "resp_" + "0".repeat(32);
    private static final String TOOL =
            "\"tools\":[{\"type\":\"function\",\"name\":\"open\",\"parameters\":{\"type\":\"object\"}}]";
    private static final String CALL = "<think>\nWhich file?\n</think>\n\nI look.\n"
            + "<tool_call>\n{\"name\": \"open\", \"arguments\": {\"path\": \"a.txt\"}}\n</tool_call>";

    @TempDir
    private static Path folder;

    private static IssuedKeys keys;
    private static ManagementPort management;
    private static AccessLines log;
    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        keys = IssuedKeys.in(folder).add("one").add("two");
        management = ManagementPort.free();
        triton = gateways.simulator();
        log = AccessLines.open();
        gateway = gateways.start(
                triton,
                management.settings(
                        "openai.template",
                        "qwen-3",
                        "gateway.keys",
                        keys.file().toString(),
                        "gateway.access-log",
                        "on",
                        "openai.response-store-largest",
                        "20000"));
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    @BeforeEach
    void forgetRequests() throws InterruptedException {
        while (triton.takeRequest(Duration.ZERO) != null) {
            // of the test before
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResponseIsReadAsItWasAnsweredUntilItIsDeleted(boolean stream) throws Exception {
        triton.enqueue(ScriptedReply.text("It rains."));
        JsonNode response =
                ask(stream, "\"input\":\"Weather?\",\"instructions\":\"Be brief\",\"metadata\":{\"a\":\"b\"}");
        assertThat(response.get("store").booleanValue()).isTrue();
        String path = "/v1/responses/" + id(response);
        HttpResponse<String> read = get(path);
        assertThat(read.statusCode()).as(read.body()).isEqualTo(200);
        assertThat(json(read.body())).isEqualTo(response);
        assertThat(read.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(send("two", "DELETE", path, null).statusCode()).isEqualTo(404);
        HttpResponse<String> deleted = send("one", "DELETE", path, null);
        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(json(deleted.body()))
                .isEqualTo(json("{\"id\":\"" + id(response) + "\",\"object\":\"response\",\"deleted\":true}"));
        assertThat(get(path).statusCode()).isEqualTo(404);
        assertThat(send("one", "DELETE", path, null).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConversationByIdIsTheSameBytesAsByItems(boolean stream) throws Exception {
        ArrayNode items = (ArrayNode) json("[{\"role\":\"developer\",\"content\":\"Use tools.\"},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"Read a.txt\"}]}]");
        ArrayNode added = items.deepCopy();
        String previous = null;
        List<ArrayNode> turns = List.of(
                (ArrayNode) json("[{\"type\":\"function_call_output\",\"call_id\":\"CALL\",\"output\":\"secret\"}]"),
                (ArrayNode) json("[{\"role\":\"user\",\"content\":\"And then?\"}]"));
        for (int turn = 0; turn <= turns.size(); turn++) {
            String reply = turn == 0 ? CALL : "<think>\nSo.\n</think>\n\nTurn " + turn;
            triton.enqueue(ScriptedReply.text(reply));
            triton.enqueue(ScriptedReply.text(reply));
            // the instructions of a response are not carried over to the next
            String fields = "\"instructions\":\"Step " + turn + "\",\"temperature\":0," + TOOL + ",\"input\":";
            JsonNode byId = ask(
                    stream,
                    fields + added + (previous == null ? "" : ",\"previous_response_id\":\"" + previous + "\""));
            JsonNode byItems = ask(stream, fields + items + ",\"store\":false");
            assertThat(byId.get("previous_response_id").textValue()).isEqualTo(previous);
            assertThat(byItems.get("store").booleanValue()).isFalse();
            assertThat(get("/v1/responses/" + id(byItems)).statusCode()).isEqualTo(404);
            String sent = triton.takeRequest(SOON).body();
            assertThat(sent).contains("Step " + turn).doesNotContain("Step " + (turn - 1));
            assertThat(triton.takeRequest(SOON).body()).isEqualTo(sent);
            previous = id(byId);
            if (turn < turns.size()) {
                added = turns.get(turn);
                if (turn == 0) {
                    assertThat(byId.get("output")).hasSize(3);
                    ((ObjectNode) added.get(0)).set("call_id", byId.at("/output/2/call_id"));
                }
                items.addAll((ArrayNode) byId.get("output"));
                items.addAll(added);
            }
        }
    }

    @Test
    void aRequestMayContinueWithoutInput() throws Exception {
        JsonNode first = ask(false, "\"input\":\"hi\"");
        triton.takeRequest(SOON);
        for (String input : List.of("", ",\"input\":[]", ",\"input\":null")) {
            JsonNode next = ask(false, "\"previous_response_id\":\"" + id(first) + "\"" + input);
            assertThat(next.get("status").textValue()).isEqualTo("completed");
        }
        assertThat(triton.takeRequest(SOON).body()).contains("hi");
    }

    @Test
    void forAnotherKeyAResponseDoesNotExist() throws Exception {
        String id = id(ask(false, "\"input\":\"secret\""));
        for (String method : List.of("GET", "DELETE")) {
            assertSame(
                    send("two", method, "/v1/responses/" + id, null),
                    send("two", method, "/v1/responses/" + UNKNOWN, null),
                    id);
        }
        assertSame(
                send("two", "GET", "/v1/responses/" + id + "/input_items", null),
                send("two", "GET", "/v1/responses/" + UNKNOWN + "/input_items", null),
                id);
        assertSame(
                send("two", "POST", "/v1/responses/" + id + "/cancel", "{}"),
                send("two", "POST", "/v1/responses/" + UNKNOWN + "/cancel", "{}"),
                id);
        String go = "{\"input\":\"a\",\"previous_response_id\":\"%s\"}";
        assertSame(
                send("two", "POST", "/v1/responses", go.formatted(id)),
                send("two", "POST", "/v1/responses", go.formatted(UNKNOWN)),
                id);
        String item = "{\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_%s_0\"}]}";
        assertSame(
                send("two", "POST", "/v1/responses", item.formatted(id.substring(5))),
                send("two", "POST", "/v1/responses", item.formatted(UNKNOWN.substring(5))),
                id.substring(5));
        assertThat(get("/v1/responses/" + id).statusCode()).isEqualTo(200);
    }

    private static void assertSame(HttpResponse<String> answer, HttpResponse<String> unknown, String id) {
        assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400).isEqualTo(unknown.statusCode());
        assertThat(answer.body().replace(id, UNKNOWN.substring(UNKNOWN.length() - id.length())))
                .isEqualTo(unknown.body());
    }

    @Test
    void aChainWithoutOneOfItsLinksCannotBeContinued() throws Exception {
        String first = id(ask(false, "\"input\":\"one\""));
        String second = id(ask(false, "\"input\":\"two\",\"previous_response_id\":\"" + first + "\""));
        assertThat(send("one", "DELETE", "/v1/responses/" + first, null).statusCode())
                .isEqualTo(200);
        for (String previous : List.of(first, second, "resp_1", "../x", UNKNOWN)) {
            for (String stream : List.of("", ",\"stream\":true")) {
                HttpResponse<String> answer = send(
                        "one",
                        "POST",
                        "/v1/responses",
                        "{\"input\":\"three\",\"previous_response_id\":\"" + previous + "\"" + stream + "}");
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
                JsonNode error = json(answer.body()).get("error");
                assertThat(error.get("code").textValue()).isEqualTo("previous_response_not_found");
                assertThat(error.get("param").textValue()).isEqualTo("previous_response_id");
            }
        }
        assertThat(get("/v1/responses/" + second).statusCode()).isEqualTo(200);
        assertThat(get("/v1/responses/" + second + "/input_items").statusCode()).isEqualTo(404);
    }

    @Test
    void inputItemsAreThoseOfTheWholeConversationPageByPage() throws Exception {
        triton.enqueue(ScriptedReply.text(CALL));
        JsonNode first = ask(false, "\"input\":\"Read a.txt\"," + TOOL);
        String call = first.at("/output/2/call_id").textValue();
        String second = id(
                ask(
                        false,
                        "\"previous_response_id\":\"" + id(first) + "\",\"input\":["
                                + "{\"type\":\"function_call_output\",\"call_id\":\"" + call
                                + "\",\"output\":\"secret\"},"
                                + "{\"role\":\"assistant\",\"content\":\"Hm.\"},"
                                + "{\"id\":\"msg_mine\",\"type\":\"message\",\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"Go on\"}]}]"));
        String path = "/v1/responses/" + second + "/input_items";
        JsonNode all = json(get(path + "?order=asc").body());
        assertThat(all.get("object").textValue()).isEqualTo("list");
        assertThat(all.get("has_more").booleanValue()).isFalse();
        assertThat(all.at("/data"))
                .extracting(item -> item.get("type").textValue())
                .containsExactly(
                        "message",
                        "reasoning",
                        "message",
                        "function_call",
                        "function_call_output",
                        "message",
                        "message");
        assertThat(all.at("/data/0/content/0")).isEqualTo(json("{\"type\":\"input_text\",\"text\":\"Read a.txt\"}"));
        assertThat(all.at("/data/5/content/0/type").textValue()).isEqualTo("output_text");
        assertThat(all.at("/data/6/id").textValue()).isEqualTo("msg_mine");
        List<String> ids = new ArrayList<>();
        all.get("data").forEach(item -> ids.add(item.get("id").textValue()));
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(all.get("first_id").textValue()).isEqualTo(ids.get(0));
        assertThat(all.get("last_id").textValue()).isEqualTo(ids.get(6));

        JsonNode newest = json(get(path + "?limit=2").body());
        assertThat(newest.get("data")).containsExactly(all.at("/data/6"), all.at("/data/5"));
        assertThat(newest.get("has_more").booleanValue()).isTrue();
        JsonNode page =
                json(get(path + "?limit=3&order=asc&after=" + ids.get(3)).body());
        assertThat(page.get("data")).containsExactly(all.at("/data/4"), all.at("/data/5"), all.at("/data/6"));
        assertThat(page.get("has_more").booleanValue()).isFalse();
        JsonNode none = json(get(path + "?order=asc&after=" + ids.get(6)).body());
        assertThat(none.get("data")).isEmpty();
        assertThat(none.get("first_id").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "?stream=true, stream",
        "?starting_after=3, starting_after",
        "?include=odd, include",
        "?include[]=odd, include",
        "/input_items?limit=0, limit",
        "/input_items?limit=101, limit",
        "/input_items?limit=many, limit",
        "/input_items?order=random, order",
        "/input_items?after=msg_1, after",
        "/input_items?before=msg_1, before",
        "/input_items?include=odd, include"
    })
    void aQueryThatCannotBeKeptIsRefusedByName(String query, String param) throws Exception {
        String id = id(ask(false, "\"input\":\"hi\""));
        HttpResponse<String> answer = get("/v1/responses/" + id + query.replace("[]", "%5B%5D"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer.body()).at("/error/param").textValue()).isEqualTo(param);
    }

    @Test
    void aQueryWithoutEffectIsAccepted() throws Exception {
        String id = id(ask(false, "\"input\":\"hi\""));
        for (String query : List.of(
                "?stream=false",
                "?include=reasoning.encrypted_content",
                "?include%5B%5D=message.output_text.logprobs&include%5B%5D=file_search_call.results",
                "?id=" + UNKNOWN,
                "?limit=5&order=asc")) {
            HttpResponse<String> answer = get("/v1/responses/" + id + query);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(json(answer.body()).get("id").textValue()).isEqualTo(id);
        }
        // of the client's headers none is a parameter
        HttpRequest request = HttpRequest.newBuilder(gateway.uri("/v1/responses/" + id + "/input_items"))
                .header("Authorization", "Bearer " + keys.key("one"))
                .header("limit", "0")
                .header("id", UNKNOWN)
                .build();
        assertThat(gateway.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    @Test
    void aResponseThatHasEndedCannotBeCancelled() throws Exception {
        String id = id(ask(false, "\"input\":\"hi\""));
        HttpResponse<String> answer = send("one", "POST", "/v1/responses/" + id + "/cancel", null);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer.body()).at("/error/message").textValue())
                .contains("Cannot cancel a synchronous response");
        assertThat(send("one", "POST", "/v1/responses/" + UNKNOWN + "/cancel", "{}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void itemsAreFoundByTheirIds() throws Exception {
        triton.enqueue(ScriptedReply.text(CALL));
        triton.enqueue(ScriptedReply.text("a"));
        triton.enqueue(ScriptedReply.text("a"));
        JsonNode first = ask(false, "\"input\":\"Read a.txt\"," + TOOL);
        String question = json(get("/v1/responses/" + id(first) + "/input_items")
                        .body())
                .at("/data/0/id")
                .textValue();
        String result = ",{\"type\":\"function_call_output\",\"call_id\":" + first.at("/output/2/call_id")
                + ",\"output\":\"secret\"}]";
        StringBuilder references = new StringBuilder("[{\"type\":\"item_reference\",\"id\":\"" + question + "\"}");
        StringBuilder items = new StringBuilder("[{\"role\":\"user\",\"content\":\"Read a.txt\"}");
        for (JsonNode item : first.get("output")) {
            references.append(",{\"id\":").append(item.get("id")).append('}');
            items.append(',').append(item);
        }
        triton.takeRequest(SOON);
        JsonNode byReference = ask(false, "\"input\":" + references + result);
        ask(false, "\"input\":" + items + result);
        assertThat(triton.takeRequest(SOON).body())
                .isEqualTo(triton.takeRequest(SOON).body());
        // they are kept as items: the response that they are of may go
        send("one", "DELETE", "/v1/responses/" + id(first), null);
        assertThat(json(get("/v1/responses/" + id(byReference) + "/input_items").body())
                        .get("data"))
                .hasSize(5)
                .noneMatch(item -> item.get("type").textValue().equals("item_reference"));
    }

    @Test
    void anUnknownReferenceIsNamed() throws Exception {
        String response = id(ask(false, "\"input\":\"hi\"")).substring("resp_".length());
        for (String item :
                List.of("rs_1", "msg_" + response + "_7", "rs_" + response + "_0", "msg_" + response + "_i1")) {
            HttpResponse<String> answer = send(
                    "one",
                    "POST",
                    "/v1/responses",
                    "{\"input\":[{\"role\":\"user\",\"content\":\"a\"},{\"type\":\"item_reference\",\"id\":\"" + item
                            + "\"}]}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
            assertThat(json(answer.body()).at("/error/param").textValue()).isEqualTo("input[1]");
            assertThat(json(answer.body()).at("/error/message").textValue()).contains("Item with id '" + item + "'");
        }
    }

    @Test
    void anIncompleteResponseIsStoredAndContinued() throws Exception {
        JsonNode cut = ask(true, "\"input\":\"@@tokens=50\",\"max_output_tokens\":3");
        assertThat(cut.get("status").textValue()).isEqualTo("incomplete");
        assertThat(json(get("/v1/responses/" + id(cut)).body())).isEqualTo(cut);
        assertThat(ask(false, "\"input\":\"Go on\",\"previous_response_id\":\"" + id(cut) + "\"")
                        .get("status")
                        .textValue())
                .isEqualTo("completed");
    }

    @Test
    void aFailedResponseIsStoredAndNotContinued() throws Exception {
        triton.enqueue(ScriptedReply.stream()
                .event("{\"text_output\":\"one\"}")
                .event("{\"error\":\"out of memory\"}")
                .thenEnd());
        JsonNode failed;
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(onTheWire("{\"model\":\"8b\",\"input\":\"hi\",\"stream\":true}"))
                    .head();
            failed = last(client.untilClosed());
        }
        assertThat(json(get("/v1/responses/" + id(failed)).body())).isEqualTo(failed);
        HttpResponse<String> answer = send(
                "one", "POST", "/v1/responses", "{\"input\":\"a\",\"previous_response_id\":\"" + id(failed) + "\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer.body()).at("/error/param").textValue()).isEqualTo("previous_response_id");
    }

    @Test
    void nothingIsStoredForAClientThatLeaves() throws Exception {
        String id;
        int before = triton.cancelledCount();
        try (RawConnection client = new RawConnection(gateway.port(), 0)) {
            client.send(onTheWire("{\"input\":\"@@tokens=2000 @@delay=5\",\"stream\":true}"))
                    .head();
            String created = client.chunk();
            id = id(json(created.lines()
                            .filter(line -> line.startsWith("data: "))
                            .findFirst()
                            .orElseThrow()
                            .substring("data: ".length()))
                    .get("response"));
        }
        await().atMost(SOON).until(() -> triton.inFlight() == 0 && triton.cancelledCount() == before + 1);
        assertThat(get("/v1/responses/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void aResponseThatIsTooLargeIsAnsweredAndNotStored() throws Exception {
        JsonNode large = ask(false, "\"input\":\"" + "x ".repeat(10_000) + "\",\"max_output_tokens\":1");
        assertThat(large.get("store").booleanValue()).isFalse();
        assertThat(get("/v1/responses/" + id(large)).statusCode()).isEqualTo(404);
        // so is a conversation that has grown
        String previous = id(ask(false, "\"input\":\"" + "x ".repeat(6_000) + "\",\"max_output_tokens\":1"));
        JsonNode next = ask(
                false,
                "\"input\":\"" + "x ".repeat(6_000) + "\",\"max_output_tokens\":1,\"previous_response_id\":\""
                        + previous + "\"");
        assertThat(next.get("store").booleanValue()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/responses/resp_1, 404",
        "HEAD, /v1/responses/resp_1, 404",
        "DELETE, /v1/responses/resp_1, 404",
        "GET, /v1/responses/resp_1/input_items, 404",
        "POST, /v1/responses/resp_1/cancel, 404",
        "PUT, /v1/responses/resp_1, 405",
        "POST, /v1/responses/resp_1, 405",
        "POST, /v1/responses/resp_1/input_items, 405",
        "GET, /v1/responses/resp_1/cancel, 405",
        "GET, /v1/responses, 405",
        "GET, /v1/responses/resp_1/nothing, 404"
    })
    void pathsAreKnownByTheirRoutesAndNeedAKey(String method, String path, int status) throws Exception {
        HttpResponse<String> answer = send("one", method, path, null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        String allowed =
                path.endsWith("resp_1") ? "DELETE, GET, HEAD" : path.endsWith("input_items") ? "GET, HEAD" : "POST";
        assertThat(answer.headers().firstValue("Allow"))
                .isEqualTo(status == 405 ? java.util.Optional.of(allowed) : java.util.Optional.empty());
        JsonNode line = line(answer);
        assertThat(line.path("route").asText())
                .isEqualTo(path.endsWith("nothing") ? "other" : path.replace("resp_1", "{id}"));
        assertThat(line.path("key").asText()).isEqualTo("one");
        for (String wrong : List.of("", "otg-unknown")) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(gateway.uri(path)).method(method, BodyPublishers.noBody());
            if (!wrong.isEmpty()) {
                request.header("Authorization", "Bearer " + wrong);
            }
            HttpResponse<String> refused = gateway.send(request.build(), BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("www-authenticate")).hasValue("Bearer");
            assertThat(line(refused).path("route").asText())
                    .isEqualTo(line.path("route").asText());
        }
    }

    @Test
    void headIsAnsweredLikeGet() throws Exception {
        String id = id(ask(false, "\"input\":\"hi\""));
        for (String path : List.of("/v1/responses/" + id, "/v1/responses/" + id + "/input_items")) {
            HttpResponse<String> head = send("one", "HEAD", path, null);
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValueAsLong("content-length"))
                    .hasValue(get(path).body().getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
        }
    }

    @Test
    void readsAreNotCountedAsRequestsToAModel() throws Exception {
        String id = id(ask(false, "\"input\":\"hi\""));
        double models = management.sum("gen_ai_server_request_duration_seconds_count");
        String label = "http_route=\"/v1/responses/{id}\"";
        double reads = management.sum("http_server_request_duration_seconds_count", label);
        get("/v1/responses/" + id);
        await().atMost(SOON)
                .until(() -> management.sum("http_server_request_duration_seconds_count", label) == reads + 1);
        assertThat(management.sum("gen_ai_server_request_duration_seconds_count"))
                .isEqualTo(models);
        assertThat(management.get("/metrics").body()).doesNotContain(id);
    }

    private static JsonNode line(HttpResponse<String> answer) {
        String id = answer.headers().firstValue("x-request-id").orElseThrow();
        return await().atMost(SOON).until(() -> log.of(id), line -> line != null);
    }

    private static String id(JsonNode response) {
        return response.get("id").textValue();
    }

    /** The whole response, streamed or not. */
    private static JsonNode ask(boolean stream, String fields) {
        HttpResponse<String> answer = send(
                "one", "POST", "/v1/responses", "{\"model\":\"8b\"," + fields + (stream ? ",\"stream\":true}" : "}"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return stream ? last(answer.body()) : json(answer.body());
    }

    private static JsonNode last(String events) {
        List<String> data =
                events.lines().filter(line -> line.startsWith("data: ")).toList();
        return json(data.get(data.size() - 1).substring("data: ".length())).get("response");
    }

    private static HttpResponse<String> get(String path) {
        return send("one", "GET", path, null);
    }

    private static HttpResponse<String> send(String key, String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri(path))
                .header("Authorization", "Bearer " + keys.key(key))
                .timeout(SOON)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return gateway.send(request.build(), BodyHandlers.ofString());
    }

    private static String onTheWire(String json) {
        return "POST /v1/responses HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + keys.key("one")
                + "\r\nContent-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json;
    }

    private static JsonNode json(String json) {
        try {
            return OpenAiJson.mapper().readTree(json);
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }
}

package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests that Codex and the AI SDK have sent, in front of a model that calls its tools. */
@ExtendWith(GatewayExtension.class)
class CodexTest {
    private static final Path RECORDED = Path.of("../shared/agents");
    private static final Duration SOON = Duration.ofSeconds(20);

    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        assumeTrue(Files.isDirectory(RECORDED), "SKIPPED: recorded requests of agents are not here");
        triton = gateways.triton();
        gateway = gateways.shared("openai.template", "qwen-2.5");
    }

    @Test
    void itsFirstRequestIsAnsweredWithACallOfItsTool() throws Exception {
        triton.enqueue(ScriptedReply.text("I read it.\n"
                + "<tool_call>\n"
                + "{\"name\": \"exec_command\", \"arguments\": {\"cmd\": \"cat a.txt\"}}\n"
                + "</tool_call>"));
        List<JsonNode> events = events(post("codex-1-first.json"));
        JsonNode response = events.get(events.size() - 1);
        assertThat(response.get("type").textValue()).isEqualTo("response.completed");
        assertThat(response.at("/response/output/0/content/0/text").textValue().strip())
                .isEqualTo("I read it.");
        JsonNode call = response.at("/response/output/1");
        assertThat(call.get("name").textValue()).isEqualTo("exec_command");
        assertThat(call.has("namespace")).isFalse();
        assertThat(events)
                .filteredOn(event -> event.get("type").textValue().equals("response.output_item.done"))
                .hasSize(2);
        assertThat(response.at("/response/usage/total_tokens").intValue()).isPositive();

        String prompt = sent().get("text_input").textValue();
        assertThat(prompt)
                .contains("\"name\": \"exec_command\"", "\"name\": \"multi_agent_v1__close_agent\"")
                .doesNotContain("web_search")
                .containsSubsequence(
                        "<|im_start|>system\n(input, developer: 16979",
                        "(input, developer, in <skills_instructions>",
                        "<|im_start|>user\n(input, user, in <environment_context>",
                        "<|im_start|>user\nRead the file");
    }

    @Test
    void theResultOfItsToolReachesTheModel() throws Exception {
        triton.enqueue(ScriptedReply.text("It says secret-0123456789abcdef."));
        List<JsonNode> events = events(post("codex-2-tool-result.json"));
        assertThat(events.get(events.size() - 1)
                        .at("/response/output/0/content/0/text")
                        .textValue())
                .isEqualTo("It says secret-0123456789abcdef.");
        assertThat(sent().get("text_input").textValue())
                .containsSubsequence(
                        "{\"name\": \"exec_command\", \"arguments\": {\"cmd\": \"cat /home/user/demo/a.txt\"}}",
                        "<tool_response>",
                        "secret-0123456789abcdef");
    }

    @Test
    void aCallOfAnMcpServersToolGoesBackWithItsNamespace() throws Exception {
        triton.enqueue(ScriptedReply.text("<tool_call>\n"
                + "{\"name\": \"mcp__files__read_file\", \"arguments\": {\"path\": \"a.txt\"}}\n"
                + "</tool_call>"));
        List<JsonNode> events = events(post("codex-mcp-1-first.json"));
        for (String type : List.of("response.output_item.added", "response.output_item.done")) {
            JsonNode item = events.stream()
                    .filter(event -> event.get("type").textValue().equals(type))
                    .findFirst()
                    .orElseThrow()
                    .get("item");
            assertThat(item.get("name").textValue()).isEqualTo("read_file");
            assertThat(item.get("namespace").textValue()).isEqualTo("mcp__files");
        }
        sent();

        triton.enqueue(ScriptedReply.text("Done."));
        assertThat(events(post("codex-mcp-2-tool-result.json"))).isNotEmpty();
        assertThat(sent().get("text_input").textValue())
                .containsSubsequence(
                        "{\"name\": \"mcp__files__read_file\"", "<tool_response>", "secret-0123456789abcdef");
    }

    @Test
    void aReferenceToAnUnknownItemIsRefusedWithItsPath() throws Exception {
        HttpResponse<String> answer = post("ai-sdk-item-reference.json");
        assertThat(answer.statusCode()).isEqualTo(404);
        JsonNode error = OpenAiJson.mapper().readTree(answer.body()).get("error");
        assertThat(error.get("param").textValue()).isEqualTo("input[1]");
        assertThat(error.get("message").textValue()).contains("store: false");
    }

    private static HttpResponse<String> post(String file) throws IOException {
        JsonNode recorded = OpenAiJson.mapper().readTree(Files.readString(RECORDED.resolve(file)));
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri("/v1/responses"))
                .timeout(SOON)
                .POST(BodyPublishers.ofString(recorded.get("body").toString()));
        recorded.get("headers")
                .properties()
                .forEach(header ->
                        request.setHeader(header.getKey(), header.getValue().textValue()));
        request.setHeader("accept-encoding", "identity");
        return gateway.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode sent() throws Exception {
        return OpenAiJson.mapper().readTree(triton.takeRequest(SOON).body());
    }

    private static List<JsonNode> events(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> parse(line.substring("data: ".length())))
                .toList();
    }

    private static JsonNode parse(String json) {
        try {
            return OpenAiJson.mapper().readTree(json);
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }
}

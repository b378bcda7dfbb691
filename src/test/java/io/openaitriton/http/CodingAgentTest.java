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
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests that a coding agent, qwen-code, has sent, in front of a model that calls its tools. */
@ExtendWith(GatewayExtension.class)
class CodingAgentTest {
    private static final Path RECORDED = Path.of("../shared/agents");

    private static TritonSimulator triton;
    private static GatewayServer gateway;

    @BeforeAll
    static void start(Gateways gateways) {
        assumeTrue(Files.isDirectory(RECORDED), "SKIPPED: recorded requests of agents are not here");
        triton = gateways.triton();
        gateway = gateways.shared("openai.template", "qwen-2.5");
    }

    @Test
    void theFirstRequestIsAnsweredWithACallOfItsTool() throws Exception {
        triton.enqueue(
                ScriptedReply.text(
                        "I read it.\n<tool_call>\n{\"name\": \"read_file\", \"arguments\": {\"file_path\": \"/home/user/demo/a.txt\"}}\n</tool_call>"));
        JsonNode request = recorded("qwen-code-1-first.json");
        List<JsonNode> chunks = chunks(gateway.chat(request.toString()));

        assertThat(joined(chunks, "/choices/0/delta/content").strip()).isEqualTo("I read it.");
        List<JsonNode> calls = at(chunks, "/choices/0/delta/tool_calls/0");
        assertThat(calls).hasSizeGreaterThan(1);
        assertThat(calls)
                .allSatisfy(call -> assertThat(call.path("index").intValue()).isZero());
        assertThat(calls.get(0).at("/function/name").textValue()).isEqualTo("read_file");
        assertThat(OpenAiJson.mapper().readTree(joined(calls, "/function/arguments")))
                .isEqualTo(OpenAiJson.mapper().readTree("{\"file_path\": \"/home/user/demo/a.txt\"}"));
        assertThat(at(chunks, "/choices/0/finish_reason"))
                .extracting(JsonNode::textValue)
                .containsExactly("tool_calls");
        assertThat(chunks.get(chunks.size() - 1).at("/usage/completion_tokens").intValue())
                .isPositive();

        JsonNode sent = OpenAiJson.mapper()
                .readTree(triton.takeRequest(Duration.ofSeconds(5)).body());
        String prompt = sent.get("text_input").textValue();
        assertThat(request.get("tools"))
                .isNotEmpty()
                .allSatisfy(tool -> assertThat(prompt)
                        .contains("\"name\": \"" + tool.at("/function/name").textValue() + "\""));
        assertThat(prompt).contains("tell me exactly what it says");
    }

    @Test
    void theResultOfItsToolReachesTheModel() throws Exception {
        triton.enqueue(ScriptedReply.text("It says secret-0123456789abcdef."));
        List<JsonNode> chunks =
                chunks(gateway.chat(recorded("qwen-code-2-tool-result.json").toString()));
        assertThat(joined(chunks, "/choices/0/delta/content")).isEqualTo("It says secret-0123456789abcdef.");
        assertThat(at(chunks, "/choices/0/finish_reason"))
                .extracting(JsonNode::textValue)
                .containsExactly("stop");
        JsonNode sent = OpenAiJson.mapper()
                .readTree(triton.takeRequest(Duration.ofSeconds(5)).body());
        assertThat(sent.get("text_input").textValue())
                .containsSubsequence(
                        "<tool_call>\n{\"name\": \"read_file\", \"arguments\": {\"file_path\": \"/home/user/demo/a.txt\"}}\n</tool_call>",
                        "<tool_response>\nsecret-0123456789abcdef");
    }

    private static JsonNode recorded(String file) throws IOException {
        return OpenAiJson.mapper()
                .readTree(Files.readString(RECORDED.resolve(file)))
                .get("body");
    }

    private static List<JsonNode> chunks(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).endsWith("data: [DONE]\n\n");
        return answer.body()
                .lines()
                .filter(line -> line.startsWith("data: {"))
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

    /** What these have at that place, where they have something. */
    private static List<JsonNode> at(List<JsonNode> chunks, String pointer) {
        return chunks.stream()
                .map(chunk -> chunk.at(pointer))
                .filter(node -> !node.isMissingNode() && !node.isNull())
                .toList();
    }

    private static String joined(List<JsonNode> chunks, String pointer) {
        StringBuilder text = new StringBuilder();
        at(chunks, pointer).forEach(node -> text.append(node.asText()));
        return text.toString();
    }
}

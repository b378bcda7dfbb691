package io.openaitriton.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tool calls through a real Triton server: the requests of its models, and the answers to clients. */
@ExtendWith(GatewayExtension.class)
class ToolsOnTritonTest {
    private static final String[] MODELS = {"vllm", "ensemble", "tensorrt_llm", "generic"};
    private static final String TEMPLATE = "{% if tools %}{{ tools | tojson }}<tool_call></tool_call>{% endif %}"
            + "{% for m in messages %}{{ m.content }}{% endfor %}{% if think %}<think>\n{% endif %}";

    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"place\":{\"type\":\"string\"}},\"required\":[\"place\"]}";
    private static final String TOOLS = tools("");
    private static final String STRICT = tools(",\"strict\":true");
    private static final String NAMED =
            ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"get_weather\"}}";
    private static final String REQUIRED = ",\"tool_choice\":\"required\"";

    private static final String CALL =
            "I look. <tool_call>\\n{\\\"name\\\": \\\"get_weather\\\", \\\"arguments\\\": {\\\"place\\\": \\\"Zürich {1}\\\"}}\\n</tool_call>";
    private static final String ARGUMENTS = "{\"place\": \"Zürich {1}\"}";

    @RegisterExtension
    private static final OnTriton HERE = OnTriton.shared();

    @TempDir
    private static Path folder;

    private static GatewayServer gateway;

    private static String tools(String more) {
        return ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"parameters\":" + SCHEMA
                + more + "}},{\"type\":\"function\",\"function\":{\"name\":\"get_time\"}}]";
    }

    @BeforeAll
    static void start(Gateways gateways) throws IOException {
        gateway = TritonGateway.start(
                gateways,
                folder,
                HERE.triton(),
                TEMPLATE,
                MODELS,
                "openai.tool-format",
                "hermes",
                "openai.reasoning-format",
                "think",
                "openai.control-tokens",
                "allow");
    }

    private static HttpResponse<String> ask(String model, String script, boolean streamed, String fields) {
        String content =
                ("<<{\"text\":\"" + script + "\"}>>").replace("\\", "\\\\").replace("\"", "\\\"");
        return gateway.chat("{\"model\":\"" + model + "\",\"max_tokens\":200,\"stream\":" + streamed
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]" + fields + "}");
    }

    /** What a client gets: the text, the calls as {@code name(arguments)}, and the finish reason. */
    private record Got(String content, String reasoning, List<String> calls, String reason) {}

    private static Got got(HttpResponse<String> answer) throws JsonProcessingException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        StringBuilder content = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        StringBuilder calls = new StringBuilder();
        String reason = null;
        boolean streamed = answer.body().startsWith("data:");
        String[] parts = streamed ? answer.body().split("\n\n") : new String[] {"data: " + answer.body()};
        for (String part : parts) {
            if (part.equals("data: [DONE]")) {
                continue;
            }
            JsonNode choice = json(part.substring("data: ".length())).at("/choices/0");
            JsonNode message = choice.path(streamed ? "delta" : "message");
            content.append(message.path("content").asText(""));
            reasoning.append(message.path("reasoning_content").asText(""));
            for (JsonNode call : message.path("tool_calls")) {
                String name = call.at("/function/name").asText("");
                calls.append(name.isEmpty() ? "" : "\n" + name + " ")
                        .append(call.at("/function/arguments").asText(""));
            }
            reason = choice.path("finish_reason").asText(reason);
        }
        return new Got(
                content.toString().replace("null", ""),
                reasoning.toString().replace("null", ""),
                calls.toString().lines().filter(line -> !line.isEmpty()).toList(),
                reason);
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return OpenAiJson.mapper().readTree(text);
    }

    /** The inputs that a model got last. */
    private static JsonNode inputs(long mark) {
        List<JsonNode> requests = HERE.triton().requests(mark);
        return requests.get(requests.size() - 1).get("tensors");
    }

    private static JsonNode sampling(long mark) throws JsonProcessingException {
        return json(inputs(mark).at("/sampling_parameters/0").textValue());
    }

    @EachModel({"vllm", "ensemble", "tensorrt_llm", "generic"})
    void aCallThatAModelWritesReachesTheClient(String model, boolean streamed) throws IOException {
        assertThat(got(ask(model, CALL, streamed, TOOLS)))
                .isEqualTo(new Got("I look.", "", List.of("get_weather " + ARGUMENTS), "tool_calls"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatARequiredCallIsMadeToWriteIsACall(boolean streamed) throws IOException {
        String array = "[{\\\"name\\\": \\\"get_weather\\\", \\\"parameters\\\": {\\\"place\\\": \\\"Zürich {1}\\\"}}]";
        for (String model : List.of("vllm", "ensemble")) {
            assertThat(got(ask(model, array, streamed, TOOLS + REQUIRED)))
                    .isEqualTo(new Got("", "", List.of("get_weather " + ARGUMENTS), "tool_calls"));
            assertThat(got(ask(model, "{\\\"place\\\": \\\"Zürich {1}\\\"}", streamed, TOOLS + NAMED)))
                    .isEqualTo(new Got("", "", List.of("get_weather " + ARGUMENTS), "stop"));
        }
    }

    @Test
    void vllmGetsTheSchemasAsAStringInAString() throws IOException {
        long mark = HERE.triton().mark();
        ask("vllm", "[]", false, TOOLS + REQUIRED + ",\"parallel_tool_calls\":false");
        JsonNode schema =
                json(sampling(mark).get("structured_outputs").textValue()).get("json");
        assertThat(schema.get("type").textValue()).isEqualTo("array");
        assertThat(schema.get("maxItems").intValue()).isEqualTo(1);
        assertThat(schema.at("/items/anyOf/0/properties/parameters")).isEqualTo(json(SCHEMA));
        ask("vllm", "{}", false, TOOLS + NAMED);
        assertThat(json(sampling(mark).get("structured_outputs").textValue()))
                .isEqualTo(json("{\"json\":" + SCHEMA + "}"));
        assertThat(sampling(mark).get("skip_special_tokens").booleanValue()).isFalse();
    }

    @Test
    void aStrictToolIsATagWithinThat() throws IOException {
        long mark = HERE.triton().mark();
        assertThat(got(ask("vllm", CALL, false, STRICT)).calls()).hasSize(1);
        JsonNode tag = json(json(sampling(mark).get("structured_outputs").textValue())
                .get("structural_tag")
                .textValue());
        assertThat(tag.get("type").textValue()).isEqualTo("structural_tag");
        assertThat(tag.at("/format/tags/0/content/json_schema")).isEqualTo(json(SCHEMA));
    }

    @Test
    void aReasoningModelMayReasonBeforeAForcedCall() throws IOException {
        long mark = HERE.triton().mark();
        String think = ",\"chat_template_kwargs\":{\"think\":true}";
        assertThat(got(ask(
                        "vllm", "Hm. </think> " + CALL.substring("I look. ".length()), true, TOOLS + REQUIRED + think)))
                .isEqualTo(new Got("", "Hm.", List.of("get_weather " + ARGUMENTS), "tool_calls"));
        assertThat(sampling(mark).get("structured_outputs").textValue()).contains("</think>");
        HttpResponse<String> refused = ask("ensemble", CALL, false, TOOLS + REQUIRED + think);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused.body()).at("/error/param").textValue()).isEqualTo("tool_choice");
    }

    @Test
    void tensorRtLlmGetsThemAsAGuide() throws IOException {
        long mark = HERE.triton().mark();
        ask("ensemble", "{}", false, TOOLS + NAMED);
        assertThat(inputs(mark).at("/guided_decoding_guide_type/0").textValue()).isEqualTo("json_schema");
        assertThat(json(inputs(mark).at("/guided_decoding_guide/0").textValue()))
                .isEqualTo(json(SCHEMA));
    }

    @Test
    void demandsThatADialectCannotEnforceReachNoModel() throws IOException {
        long mark = HERE.triton().mark();
        for (String model : List.of("generic", "tensorrt_llm")) {
            for (String choice : List.of(REQUIRED, NAMED)) {
                HttpResponse<String> refused = ask(model, CALL, false, TOOLS + choice);
                assertThat(refused.statusCode()).isEqualTo(400);
                assertThat(json(refused.body()).at("/error/param").textValue()).isEqualTo("tool_choice");
            }
            HttpResponse<String> refused = ask(model, CALL, false, STRICT);
            assertThat(json(refused.body()).at("/error/param").textValue()).isEqualTo("tools[0].function.strict");
        }
        assertThat(HERE.triton().requests(mark)).isEmpty();
    }

    @Test
    void marksThatAreSpecialTokensStayInTheText() throws IOException {
        String special = CALL + "\",\"special\":[\"<tool_call>\",\"</tool_call>\"],\"x\":\"";
        assertThat(got(ask("vllm", special, true, TOOLS)).calls()).containsExactly("get_weather " + ARGUMENTS);
    }
}

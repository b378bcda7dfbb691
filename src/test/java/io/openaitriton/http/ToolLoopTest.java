package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The loop of an agent, with a model for each chat template that takes tools: a question, a tool call, its result, and the
 * answer.
 */
@ExtendWith(GatewayExtension.class)
class ToolLoopTest {
    private static final Path TEMPLATES = Path.of("../shared/chat-templates/templates");

    private static final String TOOLS = """
            [{"type": "function", "function": {"name": "get_forecast", "description": "The weather forecast of a city", "parameters": {
                "type": "object", "required": ["city", "days"],
                "properties": {"city": {"type": "string", "description": "name of the city"}, "days": {"type": "integer"}}}}},
             {"type": "function", "function": {"name": "book_hotel", "description": "Books a hotel in a city", "parameters": {
                "type": "object", "required": ["city"],
                "properties": {"city": {"type": "string", "description": "name of the city"}}}}}]""";

    /** Templates that do not work with tools of OpenAI's API. */
    private static final Set<String> NOT_BY_THIS_API = Set.of(
            // they want tools in another shape than OpenAI's
            "CohereForAI-c4ai-command-r-plus-tool_use",
            "CohereForAI_c4ai-command-r-v01",
            "CohereForAI_c4ai-command-r-v01_JSON_Schema_",
            "fireworks-ai-llama-3-firefunction-v2",
            "fireworks-ai_firefunction-v1",
            // errors in the templates
            "Kimi-K2-Instruct",
            "Kimi-K2-Thinking",
            "MiroThinker",
            "llama-cpp-deepseek-r1",
            // the model writes calls in a fence of its own
            "MadeAgents_Hammer2.1");

    /** The simulator finds neither the question nor the tools in the prompts of these. */
    private static final Set<String> BROKEN = Set.of("NousResearch_Hermes-2-Pro-Llama-3-8B_JSON_Schema_");

    private static GatewayServer gateway;
    private static List<String> models;

    @BeforeAll
    static void start(Gateways gateways, @TempDir Path folder) throws IOException {
        assumeTrue(Files.isDirectory(TEMPLATES), "SKIPPED: chat templates of models are not here");
        try (Stream<Path> files = Files.list(TEMPLATES)) {
            models = files.map(ToolLoopTest::name)
                    .filter(name -> !NOT_BY_THIS_API.contains(name) && !BROKEN.contains(name))
                    .sorted()
                    .toList();
        }
        TritonSimulator triton =
                gateways.simulator(SimulatorSettings.defaults().withModels(models.toArray(String[]::new)));
        for (int i = 0; i < models.size(); i++) {
            Files.writeString(folder.resolve("m" + i + ".camel.yaml"), route("m" + i, models.get(i), triton.url()));
        }
        gateway = gateways.start(
                triton, "camel.main.routes-include-pattern", "file:routes/*.yaml,file:" + folder + "/*.yaml");
    }

    @ParameterizedTest
    @CsvSource({"false, 1", "true, 1", "false, 2", "true, 2"})
    void theModelCallsToolsAndAnswersWithTheirResults(boolean stream, int calls) throws IOException {
        List<String> failures = new ArrayList<>();
        int looped = 0;
        for (String model : models) {
            try {
                looped += loop(model, stream, calls) ? 1 : 0;
            } catch (AssertionError e) {
                failures.add(model + ": " + e.getMessage().strip());
            }
        }
        assertThat(failures).isEmpty();
        assertThat(looped).isGreaterThan(50);
    }

    /** Asks, runs what is called, asks again; false for a model that is not offered tools. */
    private static boolean loop(String model, boolean stream, int calls) throws IOException {
        ObjectNode request =
                OpenAiJson.mapper().createObjectNode().put("model", model).put("stream", stream);
        request.put("max_tokens", 400).set("tools", OpenAiJson.mapper().readTree(TOOLS));
        ArrayNode messages = request.putArray("messages");
        messages.addObject()
                .put("role", "user")
                .put(
                        "content",
                        "What is the forecast for Paris and Oslo in 3 days?" + (calls == 1 ? "" : " @@calls=" + calls));
        HttpResponse<String> response = gateway.chat(request.toString());
        if (response.statusCode() == 400 && response.body().contains("'tools' is not supported")) {
            return false;
        }
        JsonNode choice = choice(response, stream);
        JsonNode called = choice.at("/message/tool_calls");
        if (calls > 1 && called.size() == 1) {
            // the family knows one call a turn
            return true;
        }
        assertThat(called).as("calls").hasSize(calls);
        assertThat(choice.at("/finish_reason").textValue()).isEqualTo("tool_calls");
        assertThat(choice.at("/message/content").asText(null)).as("content").isNull();
        messages.add(choice.get("message"));
        for (int i = 0; i < calls; i++) {
            JsonNode call = called.get(i);
            assertThat(call.at("/function/name").textValue()).isEqualTo("get_forecast");
            JsonNode arguments =
                    OpenAiJson.mapper().readTree(call.at("/function/arguments").textValue());
            assertThat(arguments.get("city").isTextual()
                            && arguments.get("days").isInt())
                    .as("%s", arguments)
                    .isTrue();
            messages.addObject()
                    .put("role", "tool")
                    .put("tool_call_id", call.get("id").textValue())
                    .put("content", "rain in city " + i);
        }
        for (String toolChoice : List.of("auto", "none")) {
            request.put("tool_choice", toolChoice);
            choice = choice(gateway.chat(request.toString()), stream);
            assertThat(choice.at("/message/tool_calls").isMissingNode())
                    .as("no more calls")
                    .isTrue();
            assertThat(choice.at("/message/content").asText()).contains("rain in city");
            assertThat(choice.at("/finish_reason").textValue()).isEqualTo("stop");
        }
        return true;
    }

    private static JsonNode choice(HttpResponse<String> response, boolean stream) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return stream
                ? joined(response.body())
                : OpenAiJson.mapper().readTree(response.body()).at("/choices/0");
    }

    /** The choice that the chunks of a stream add up to. */
    private static JsonNode joined(String events) throws IOException {
        ObjectNode choice = OpenAiJson.mapper().createObjectNode();
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        for (String line :
                events.lines().filter(line -> line.startsWith("data: {")).toList()) {
            JsonNode chunk = OpenAiJson.mapper()
                    .readTree(line.substring("data: ".length()))
                    .at("/choices/0");
            JsonNode delta = chunk.path("delta");
            for (String field : List.of("content", "reasoning_content")) {
                if (!delta.path(field).asText("").isEmpty()) {
                    message.put(
                            field,
                            message.path(field).asText("") + delta.get(field).textValue());
                }
            }
            for (JsonNode piece : delta.path("tool_calls")) {
                add(message.withArray("tool_calls"), piece);
            }
            if (chunk.hasNonNull("finish_reason")) {
                choice.set("finish_reason", chunk.get("finish_reason"));
            }
        }
        return choice;
    }

    private static void add(ArrayNode calls, JsonNode piece) {
        if (piece.has("id")) {
            assertThat(piece.get("index").intValue()).isEqualTo(calls.size());
            calls.add(((ObjectNode) piece.deepCopy()).without("index"));
        } else {
            assertThat(piece.get("index").intValue()).isEqualTo(calls.size() - 1);
            ObjectNode function = (ObjectNode) calls.get(calls.size() - 1).get("function");
            function.put(
                    "arguments",
                    function.get("arguments").textValue()
                            + piece.at("/function/arguments").textValue());
        }
    }

    private static String name(Path template) {
        return template.getFileName().toString().replace(".jinja", "");
    }

    private static String route(String name, String model, String triton) {
        return """
                - beans:
                    - name: %1$s
                      type: io.openaitriton.camel.TritonModel
                      initMethod: start
                      properties:
                        model: %2$s
                        url: %3$s
                        template: %4$s
                - templatedRoute:
                    routeTemplateRef: triton-model
                    routeId: triton-%1$s
                    parameters:
                      - name: name
                        value: %1$s
                      - name: model
                        value: %2$s
                      - name: url
                        value: %3$s
                """.formatted(name, model, triton, TEMPLATES.resolve(model + ".jinja"));
    }
}

package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.SimulatorSettings;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A model that is forced to call a tool, or to follow an output format, from the request to the answer. The simulator follows the
 * grammars that it gets.
 */
@ExtendWith(GatewayExtension.class)
class EnforcedToolsTest {
    private static final String TOOLS = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\","
            + "\"strict\":%s,\"parameters\":{\"type\":\"object\",\"properties\":{\"place\":{\"type\":\"string\"},"
            + "\"days\":{\"type\":\"integer\"}},\"required\":[\"place\",\"days\"],\"additionalProperties\":false}}}]";
    private static final String FORM =
            ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":"
                    + "{\"type\":\"object\",\"properties\":{\"answer\":{\"type\":\"string\"}},\"required\":[\"answer\"]}}}";

    private static TritonSimulator triton;
    private static GatewayServer gateway;
    private static GatewayServer thinking;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.simulator(SimulatorSettings.defaults()
                .withModels("Meta-Llama-3.1-8B-Instruct=vllm", "Meta-Llama-3.1-70B-Instruct=tensorrt-llm"));
        gateway = gateways.start(triton, "openai.template", "qwen-3");
        thinking = gateways.start(triton, "openai.template", "deepseek-r1");
    }

    private static HttpResponse<String> ask(GatewayServer at, String model, String message, String fields) {
        return at.chat("{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + message
                + "\"}]," + "\"max_tokens\":500" + fields + "}");
    }

    private static JsonNode choice(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return OpenAiJson.mapper().readTree(answer.body()).at("/choices/0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "llama-3-8b | false | ,\"tool_choice\":\"required\" | tool_calls",
                "llama-3-70b | false | ,\"tool_choice\":\"required\" | tool_calls",
                "llama-3-8b | true | | tool_calls",
                "llama-3-8b | true | ,\"parallel_tool_calls\":false | tool_calls",
                "llama-3-8b | false | ,\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"get_weather\"}} | stop",
                "llama-3-70b | true | ,\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"get_weather\"}} | stop",
            })
    void theModelCallsWithArgumentsOfTheSchema(String model, String strict, String choice, String reason)
            throws IOException {
        JsonNode got = choice(ask(
                gateway,
                model,
                "What is the weather in Oslo for 3 days?",
                TOOLS.formatted(strict) + (choice == null ? "" : choice)));
        assertThat(got.get("finish_reason").textValue()).isEqualTo(reason);
        JsonNode function = got.at("/message/tool_calls/0/function");
        assertThat(function.get("name").textValue()).isEqualTo("get_weather");
        JsonNode arguments =
                OpenAiJson.mapper().readTree(function.get("arguments").textValue());
        assertThat(arguments.get("place").isTextual()).isTrue();
        assertThat(arguments.get("days").isIntegralNumber()).isTrue();
    }

    @Test
    void anOutputFormatStillAllowsCalls() throws IOException {
        JsonNode called =
                choice(ask(gateway, "llama-3-8b", "What is the weather in Oslo?", TOOLS.formatted("false") + FORM));
        assertThat(called.at("/message/tool_calls")).hasSize(1);
    }

    @Test
    void aReasoningModelFollowsTheOutputFormatAfterItsReasoning() throws IOException {
        JsonNode got = choice(ask(thinking, "llama-3-8b", "Hello", FORM));
        assertThat(got.at("/message/reasoning_content").asText()).isNotBlank();
        assertThat(OpenAiJson.mapper()
                        .readTree(got.at("/message/content").textValue())
                        .has("answer"))
                .isTrue();
        HttpResponse<String> refused = ask(thinking, "llama-3-70b", "Hello", FORM);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(OpenAiJson.mapper()
                        .readTree(refused.body())
                        .at("/error/param")
                        .textValue())
                .isEqualTo("response_format");
    }

    @Test
    void strictIsRefusedByNameWhereTheModelMayChoose() throws IOException {
        HttpResponse<String> refused = ask(gateway, "llama-3-70b", "What is the weather?", TOOLS.formatted("true"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(OpenAiJson.mapper()
                        .readTree(refused.body())
                        .at("/error/param")
                        .textValue())
                .isEqualTo("tools[0].function.strict");
    }
}

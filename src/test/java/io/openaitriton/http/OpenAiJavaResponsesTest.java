package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.Reasoning;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.StructuredResponse;
import com.openai.models.responses.StructuredResponseCreateParams;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.OpenAiJava;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official Java client uses the Responses API, with its checks of every object and event. */
@ExtendWith(GatewayExtension.class)
class OpenAiJavaResponsesTest {
    private static final String CALLS = """
        <think>
        Which city?
        </think>
        I look.
        <tool_call>
        {"name": "forecast", "arguments": {"city": "Paris"}}
        </tool_call>
        <tool_call>
        {"name": "forecast", "arguments": {"city": "Rome"}}
        </tool_call>\
        """;

    private static TritonSimulator triton;
    private static OpenAIClient client;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.triton();
        GatewayServer gateway = gateways.shared("openai.template", "qwen-2.5", "openai.reasoning-format", "think");
        client = OpenAiJava.client(gateway);
    }

    @AfterAll
    static void stop() {
        client.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aModelThinksAndCallsToolsAndAnswersWithTheirResults(boolean stream) throws Exception {
        List<ResponseInputItem> input = new ArrayList<>();
        input.add(ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                .role(EasyInputMessage.Role.USER)
                .content("What is the weather?")
                .build()));
        triton.enqueue(ScriptedReply.text(CALLS));
        Response response = ask(input, stream);
        assertThat(response.status()).hasValue(ResponseStatus.COMPLETED);
        assertThat(response.output()).hasSize(4);
        assertThat(response.output()
                        .get(0)
                        .asReasoning()
                        .summary()
                        .get(0)
                        .text()
                        .strip())
                .isEqualTo("Which city?");
        assertThat(response.output()
                        .get(1)
                        .asMessage()
                        .content()
                        .get(0)
                        .asOutputText()
                        .text()
                        .strip())
                .isEqualTo("I look.");
        List<ResponseFunctionToolCall> calls = response.output().stream()
                .filter(ResponseOutputItem::isFunctionCall)
                .map(ResponseOutputItem::asFunctionCall)
                .toList();
        assertThat(calls).extracting(ResponseFunctionToolCall::callId).doesNotHaveDuplicates();
        assertThat(response.usage().orElseThrow().totalTokens()).isPositive();

        input.add(ResponseInputItem.ofReasoning(response.output().get(0).asReasoning()));
        input.add(ResponseInputItem.ofResponseOutputMessage(
                response.output().get(1).asMessage()));
        for (ResponseFunctionToolCall call : calls) {
            input.add(ResponseInputItem.ofFunctionCall(call));
        }
        for (ResponseFunctionToolCall call : calls) {
            input.add(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                    .callId(call.callId())
                    .output("rain after " + call.arguments())
                    .build()));
        }
        triton.enqueue(ScriptedReply.text("Take an umbrella."));
        response = ask(input, stream);
        assertThat(response.output()
                        .get(0)
                        .asMessage()
                        .content()
                        .get(0)
                        .asOutputText()
                        .text())
                .isEqualTo("Take an umbrella.");
        triton.takeRequest(Duration.ofSeconds(5));
        assertThat(triton.takeRequest(Duration.ofSeconds(5)).body())
                .contains("rain after {\\\"city\\\": \\\"Paris\\\"}", "rain after {\\\"city\\\": \\\"Rome\\\"}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAnswerHasTheStructureOfAClass(boolean stream) {
        StructuredResponseCreateParams<Capital> request = ResponseCreateParams.builder()
                .model("llama-3-8b")
                .input("What is the capital of France?")
                .text(Capital.class)
                .build();
        StructuredResponse<Capital> response;
        if (stream) {
            ResponseAccumulator accumulator = ResponseAccumulator.create();
            try (StreamResponse<ResponseStreamEvent> events = client.responses().createStreaming(request)) {
                events.stream().peek(ResponseStreamEvent::validate).forEach(accumulator::accumulate);
            }
            response = accumulator.response(Capital.class);
        } else {
            response = client.responses().create(request);
        }
        Capital capital = response.output().get(0).asMessage().content().get(0).asOutputText();
        assertThat(capital.city).isEqualTo("simulated");
        assertThat(capital.population).isEqualTo(42);
    }

    @Test
    void aResponseThatWasCutIsIncomplete() {
        ResponseCreateParams request = ResponseCreateParams.builder()
                .model("llama-3-8b")
                .input("Hello")
                .maxOutputTokens(2)
                .build();
        Response response = client.responses().create(request).validate();
        assertThat(response.status()).hasValue(ResponseStatus.INCOMPLETE);
        assertThat(response.incompleteDetails().orElseThrow().reason())
                .hasValue(Response.IncompleteDetails.Reason.MAX_OUTPUT_TOKENS);
        List<ResponseStreamEvent> events = new ArrayList<>();
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(request)) {
            stream.stream().peek(ResponseStreamEvent::validate).forEach(events::add);
        }
        assertThat(events.get(events.size() - 1).isIncomplete()).isTrue();
    }

    @Test
    void anUnknownResponseIsNotContinued() {
        ResponseCreateParams request = ResponseCreateParams.builder()
                .model("llama-3-8b")
                .input("And then?")
                .previousResponseId("resp_1")
                .build();
        assertThatThrownBy(() -> client.responses().create(request))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("Previous response with id 'resp_1' not found");
    }

    static final class Capital {
        public String city;
        public int population;
    }

    private static Response ask(List<ResponseInputItem> input, boolean stream) {
        ResponseCreateParams request = ResponseCreateParams.builder()
                .model("llama-3-8b")
                .inputOfResponse(input)
                .reasoning(Reasoning.builder().summary(Reasoning.Summary.AUTO).build())
                .addTool(FunctionTool.builder()
                        .name("forecast")
                        .strict(false)
                        .parameters(FunctionTool.Parameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                        "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                .build())
                        .build())
                .build();
        if (!stream) {
            return client.responses().create(request).validate();
        }
        ResponseAccumulator accumulator = ResponseAccumulator.create();
        try (StreamResponse<ResponseStreamEvent> events = client.responses().createStreaming(request)) {
            events.stream().peek(ResponseStreamEvent::validate).forEach(accumulator::accumulate);
        }
        return accumulator.response().validate();
    }
}

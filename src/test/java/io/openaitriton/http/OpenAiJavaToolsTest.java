package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.OpenAiJava;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official Java client runs tools that the model calls. */
@ExtendWith(GatewayExtension.class)
class OpenAiJavaToolsTest {
    private static final String CALLS = """
            I look.
            <tool_call>
            {"name": "forecast", "arguments": {"city": "Paris", "days": 2}}
            </tool_call>
            <tool_call>
            {"name": "forecast", "arguments": {"city": "New York", "days": 3}}
            </tool_call>""";

    private static TritonSimulator triton;
    private static OpenAIClient client;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.triton();
        GatewayServer gateway = gateways.shared("openai.template", "qwen-2.5");
        client = OpenAiJava.client(gateway);
    }

    @AfterAll
    static void stop() {
        client.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aModelCallsToolsAndAnswersWithTheirResults(boolean stream) throws Exception {
        ChatCompletionCreateParams.Builder conversation = ChatCompletionCreateParams.builder()
                .model("llama-3-8b")
                .addUserMessage("What is the weather?")
                .addFunctionTool(forecast());
        triton.enqueue(ScriptedReply.text(CALLS));
        ChatCompletion.Choice choice = ask(conversation, stream);
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
        ChatCompletionMessage message = choice.message();
        assertThat(message.content().orElseThrow().strip()).isEqualTo("I look.");
        List<ChatCompletionMessageToolCall> calls = message.toolCalls().orElseThrow();
        assertThat(calls)
                .extracting(call -> call.asFunction().id())
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("call_\\w{24}"));
        assertThat(calls)
                .extracting(call -> call.asFunction().function().arguments(Forecast.class))
                .containsExactly(new Forecast("Paris", 2), new Forecast("New York", 3));

        conversation.addMessage(message);
        for (ChatCompletionMessageToolCall call : calls) {
            Forecast asked = call.asFunction().function().arguments(Forecast.class);
            conversation.addMessage(ChatCompletionToolMessageParam.builder()
                    .toolCallId(call.asFunction().id())
                    .content("rain in " + asked.city())
                    .build());
        }
        triton.enqueue(ScriptedReply.text("Take an umbrella."));
        choice = ask(conversation, stream);
        assertThat(choice.message().content()).hasValue("Take an umbrella.");
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(choice.message().toolCalls().orElse(List.of())).isEmpty();
        triton.takeRequest(Duration.ofSeconds(5));
        assertThat(triton.takeRequest(Duration.ofSeconds(5)).body()).contains("rain in Paris", "rain in New York");
    }

    @Test
    void aToolMadeOfAClassIsCalled() {
        triton.enqueue(ScriptedReply.text(CALLS));
        ChatCompletion.Choice choice = ask(
                ChatCompletionCreateParams.builder()
                        .model("llama-3-8b")
                        .addUserMessage("What is the weather?")
                        .addTool(Forecast.class),
                false);
        assertThat(choice.message().toolCalls().orElseThrow())
                .extracting(call -> call.asFunction().function().arguments(Forecast.class))
                .containsExactly(new Forecast("Paris", 2), new Forecast("New York", 3));
    }

    private static ChatCompletion.Choice ask(ChatCompletionCreateParams.Builder conversation, boolean stream) {
        if (!stream) {
            return client.chat()
                    .completions()
                    .create(conversation.build())
                    .validate()
                    .choices()
                    .get(0);
        }
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(conversation.build())) {
            chunks.stream().peek(ChatCompletionChunk::validate).forEach(accumulator::accumulate);
        }
        return accumulator.chatCompletion().validate().choices().get(0);
    }

    private static FunctionDefinition forecast() {
        return FunctionDefinition.builder()
                .name("forecast")
                .description("Weather in a city for some days")
                .parameters(FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty(
                                "properties",
                                JsonValue.from(
                                        Map.of("city", Map.of("type", "string"), "days", Map.of("type", "integer"))))
                        .build())
                .build();
    }

    @JsonTypeName("forecast")
    @JsonClassDescription("Weather in a city for some days")
    record Forecast(String city, int days) {}
}

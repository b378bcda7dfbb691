package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.StructuredMessage;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.models.ModelInfo;
import io.openaitriton.junit.ByteTokenizer;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Anthropic's Java client, with its checks of every object and event. */
@ExtendWith(GatewayExtension.class)
class AnthropicJavaTest {
    private static final Duration SOON = Duration.ofSeconds(20);
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

    @TempDir
    private static Path folder;

    private static TritonSimulator triton;
    private static AnthropicClient client;

    @BeforeAll
    static void start(Gateways gateways) throws IOException {
        triton = gateways.simulator();
        GatewayServer gateway = gateways.start(
                triton,
                "openai.template",
                "qwen-2.5",
                "openai.reasoning-format",
                "think",
                "camel.main.routes-include-pattern",
                "file:" + routes() + "/*.yaml");
        client = AnthropicOkHttpClient.builder()
                .baseUrl(gateway.url())
                .apiKey("none")
                .timeout(SOON)
                .maxRetries(0)
                .responseValidation(true)
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
    }

    /** Those of the project, in which the 8B model has a tokenizer. */
    private static Path routes() throws IOException {
        Path routes = Files.createDirectory(folder.resolve("routes"));
        String tokenizer = "        tokenizer: " + ByteTokenizer.in(folder) + "\n";
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                String model = "        model: Meta-Llama-3.1-8B-Instruct\n        url";
                Files.writeString(
                        routes.resolve(file.getFileName()),
                        Files.readString(file).replace(model, tokenizer + model));
            }
        }
        return routes;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aModelThinksAndCallsToolsAndAnswersWithTheirResults(boolean stream) throws Exception {
        MessageCreateParams.Builder conversation = MessageCreateParams.builder()
                .model("llama-3-8b")
                .maxTokens(4096)
                .enabledThinking(1024)
                .addTool(forecast())
                .addUserMessage("What is the weather?");
        triton.enqueue(ScriptedReply.text(CALLS));
        Message message = ask(conversation.build(), stream);
        assertThat(message.stopReason()).hasValue(StopReason.TOOL_USE);
        assertThat(message.content()).hasSize(4);
        assertThat(message.content().get(0).asThinking().thinking().strip()).isEqualTo("Which city?");
        assertThat(message.content().get(0).asThinking().signature()).isNotEmpty();
        assertThat(message.content().get(1).asText().text().strip()).isEqualTo("I look.");
        List<ToolUseBlock> calls = message.content().stream()
                .flatMap(block -> block.toolUse().stream())
                .toList();
        assertThat(calls).extracting(ToolUseBlock::id).doesNotHaveDuplicates();
        assertThat(calls)
                .extracting(ToolUseBlock::_input)
                .containsExactly(JsonValue.from(Map.of("city", "Paris")), JsonValue.from(Map.of("city", "Rome")));
        assertThat(message.usage().inputTokens()).isPositive();
        assertThat(message.usage().outputTokens()).isPositive();

        conversation.addMessage(message);
        List<ContentBlockParam> results = new ArrayList<>();
        for (ToolUseBlock call : calls) {
            results.add(ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                    .toolUseId(call.id())
                    .content("rain after " + call._input())
                    .build()));
        }
        conversation.addUserMessageOfContentBlockParams(results);
        triton.enqueue(ScriptedReply.text("Take an umbrella."));
        message = ask(conversation.build(), stream);
        assertThat(message.stopReason()).hasValue(StopReason.END_TURN);
        assertThat(message.content().get(0).asText().text()).isEqualTo("Take an umbrella.");
        String sent = triton.takeRequest(SOON).body();
        while (!sent.contains("rain after {city=Paris}")) {
            // of other tests, and without results
            sent = triton.takeRequest(SOON).body();
        }
        assertThat(sent).contains("rain after {city=Rome}");
    }

    @Test
    void aStreamAddsUpToTheWholeMessage() {
        MessageCreateParams request = question();
        Message whole = ask(request, false);
        Message streamed = ask(request, true);
        assertThat(streamed.content()).isEqualTo(whole.content());
        assertThat(streamed.stopReason()).isEqualTo(whole.stopReason()).hasValue(StopReason.END_TURN);
        assertThat(streamed.usage().inputTokens())
                .isEqualTo(whole.usage().inputTokens())
                .isPositive();
        assertThat(streamed.usage().outputTokens())
                .isEqualTo(whole.usage().outputTokens())
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStopSequenceIsTold(boolean stream) {
        MessageCreateParams request =
                question().toBuilder().addStopSequence("asked").build();
        Message message = ask(request, stream);
        assertThat(message.stopReason()).hasValue(StopReason.STOP_SEQUENCE);
        assertThat(message.stopSequence()).hasValue("asked");
    }

    @Test
    void anAnswerHasTheStructureOfAClass() {
        StructuredMessage<Capital> message = client.messages()
                .create(MessageCreateParams.builder()
                        .model("llama-3-8b")
                        .maxTokens(100)
                        .outputConfig(Capital.class)
                        .addUserMessage("What is the capital of France?")
                        .build());
        Capital capital = message.content().get(0).asText().text();
        assertThat(capital.city).isEqualTo("simulated");
        assertThat(capital.population).isEqualTo(42);
    }

    @Test
    void tokensAreCounted() {
        MessageCountTokensParams.Builder request =
                MessageCountTokensParams.builder().system("Be brief.").addUserMessage("Hello");
        assertThat(client.messages()
                        .countTokens(request.model("llama-3-8b").build())
                        .inputTokens())
                .isGreaterThan("Be brief.Hello".length());
        assertThatThrownBy(() -> client.messages()
                        .countTokens(request.model("llama-3-70b").build()))
                .isInstanceOfSatisfying(
                        AnthropicServiceException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(501))
                .hasMessageContaining("tokenizer");
    }

    @Test
    void theModelsAreListed() {
        assertThat(client.models().list().autoPager().stream()
                        .map(ModelInfo::validate)
                        .map(ModelInfo::id))
                .containsExactly("Meta-Llama-3.1-70B-Instruct", "Meta-Llama-3.1-8B-Instruct");
        assertThat(client.models()
                        .retrieve("Meta-Llama-3.1-8B-Instruct")
                        .validate()
                        .id())
                .isEqualTo("Meta-Llama-3.1-8B-Instruct");
    }

    @Test
    void aWrongRequestIsRefusedWithItsField() {
        assertThatThrownBy(() -> ask(
                        question().toBuilder()
                                .putAdditionalBodyProperty("temperature", JsonValue.from(3))
                                .build(),
                        true))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("temperature");
    }

    private static MessageCreateParams question() {
        return MessageCreateParams.builder()
                .model("llama-3-8b")
                .maxTokens(100)
                .addUserMessage("What is the capital of France?")
                .build();
    }

    private static Message ask(MessageCreateParams request, boolean stream) {
        if (!stream) {
            return checked(client.messages().create(request));
        }
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> events = client.messages().createStreaming(request)) {
            events.stream().peek(RawMessageStreamEvent::validate).forEach(accumulator::accumulate);
        }
        return checked(accumulator.message());
    }

    private static Message checked(Message message) {
        message.content().forEach(ContentBlock::validate);
        return message.validate();
    }

    private static Tool forecast() {
        return Tool.builder()
                .name("forecast")
                .description("Weather in a city")
                .inputSchema(Tool.InputSchema.builder()
                        .properties(Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                                .build())
                        .required(List.of("city"))
                        .build())
                .build();
    }

    static final class Capital {
        public String city;
        public int population;
    }
}

package io.openaitriton.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** LangChain4j runs the tools that the model calls. */
class LangChain4jToolsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String CALLS = """
            <tool_call>
            {"name": "forecast", "arguments": {"city": "Paris", "days": 2}}
            </tool_call>
            <tool_call>
            {"name": "forecast", "arguments": {"city": "Oslo", "days": 3}}
            </tool_call>""";

    private static ServedGateway gateway;

    private final Weather weather = new Weather();

    @BeforeAll
    static void start() {
        gateway = ServedGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void anAiServiceRunsToolsAndReturnsTheLastAnswer() throws Exception {
        gateway.script(CALLS, "Take an umbrella.");
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(model())
                .tools(weather)
                .build();
        assertThat(assistant.ask("What is the weather?")).isEqualTo("Take an umbrella.");
        assertThat(weather.asked).containsExactly("Paris 2", "Oslo 3");
        assertThat(gateway.sentToTriton("rain in Oslo")).contains("rain in Paris");
    }

    @Test
    void anAiServiceRunsToolsWithinAStream() throws Exception {
        gateway.script(CALLS, "Take an umbrella.");
        StreamingAssistant assistant = AiServices.builder(StreamingAssistant.class)
                .streamingChatModel(OpenAiStreamingChatModel.builder()
                        .baseUrl(gateway.url())
                        .apiKey("none")
                        .modelName("llama-3-8b")
                        .timeout(LIMIT)
                        .build())
                .tools(weather)
                .build();
        List<String> texts = new CopyOnWriteArrayList<>();
        List<PartialToolCall> pieces = new CopyOnWriteArrayList<>();
        CompletableFuture<ChatResponse> end = new CompletableFuture<>();
        assistant
                .ask("What is the weather?")
                .onPartialResponse(texts::add)
                .onPartialToolCall(pieces::add)
                .onCompleteResponse(end::complete)
                .onError(end::completeExceptionally)
                .start();
        ChatResponse response = end.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(response.aiMessage().text()).isEqualTo("Take an umbrella.");
        assertThat(String.join("", texts)).isEqualTo("Take an umbrella.");
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(weather.asked).containsExactly("Paris 2", "Oslo 3");
        assertThat(pieces.stream()
                        .filter(piece -> piece.index() == 1)
                        .map(PartialToolCall::partialArguments)
                        .collect(Collectors.joining())
                        .replace(" ", ""))
                .isEqualTo("{\"city\":\"Oslo\",\"days\":3}");
    }

    @Test
    void anAnswerHasTheCalls() {
        gateway.script(CALLS);
        ChatResponse response = model().chat(ChatRequest.builder()
                .messages(UserMessage.from("What is the weather?"))
                .toolSpecifications(ToolSpecifications.toolSpecificationsFrom(weather))
                .build());
        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
        assertThat(response.aiMessage().text()).isNull();
        assertThat(response.aiMessage().toolExecutionRequests())
                .extracting(ToolExecutionRequest::name)
                .containsExactly("forecast", "forecast");
        assertThat(response.aiMessage().toolExecutionRequests())
                .extracting(ToolExecutionRequest::id)
                .doesNotHaveDuplicates()
                .doesNotContainNull();
    }

    private static OpenAiChatModel model() {
        return OpenAiChatModel.builder()
                .baseUrl(gateway.url())
                .apiKey("none")
                .modelName("llama-3-8b")
                .maxRetries(0)
                .timeout(LIMIT)
                .build();
    }

    interface Assistant {
        String ask(String question);
    }

    interface StreamingAssistant {
        TokenStream ask(String question);
    }

    static final class Weather {
        private final List<String> asked = new CopyOnWriteArrayList<>();

        @Tool("Weather in a city for some days")
        String forecast(String city, int days) {
            asked.add(city + " " + days);
            return "rain in " + city;
        }
    }
}

package io.openaitriton.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.catalog.ModelDescription;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiLanguageModel;
import dev.langchain4j.model.openai.OpenAiModelCatalog;
import dev.langchain4j.model.output.FinishReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** LangChain4j reads whole answers, models and errors. */
class LangChain4jTest {
    private static final String QUESTION = "What is the capital of France?";

    private static ServedGateway gateway;
    private static OpenAiChatModel model;

    @BeforeAll
    static void start() {
        gateway = ServedGateway.start();
        model = chatModel("llama-3-8b");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void anAnswerHasTextUsageAndFinishReason() {
        ChatResponse response = model.chat(UserMessage.from(QUESTION));
        assertThat(response.aiMessage().text()).contains(QUESTION);
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.modelName()).isEqualTo("Meta-Llama-3.1-8B-Instruct");
        assertThat(response.id()).startsWith("chatcmpl-");
        assertThat(response.tokenUsage().inputTokenCount()).isPositive();
        assertThat(response.tokenUsage().outputTokenCount()).isGreaterThan(5);
        assertThat(response.tokenUsage().totalTokenCount())
                .isEqualTo(response.tokenUsage().inputTokenCount()
                        + response.tokenUsage().outputTokenCount());
    }

    @Test
    void anAnswerThatWasCutSaysSo() {
        ChatResponse response = model.chat(request(QUESTION).maxOutputTokens(2).build());
        assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(2);
    }

    @Test
    void aPlainPromptIsCompleted() {
        OpenAiLanguageModel prompts = OpenAiLanguageModel.builder()
                .baseUrl(gateway.url())
                .apiKey("none")
                .modelName("llama-3-8b")
                .maxRetries(0)
                .timeout(Duration.ofSeconds(20))
                .build();
        assertThat(prompts.generate(QUESTION).content()).contains(QUESTION);
    }

    @Test
    void jsonModeReachesTriton() throws Exception {
        model.chat(request("json mode").responseFormat(ResponseFormat.JSON).build());
        assertThat(gateway.sentToTriton("json mode")).contains("structured_outputs", "json_object");
    }

    @Test
    void aJsonSchemaReachesTriton() throws Exception {
        JsonObjectSchema capital = JsonObjectSchema.builder()
                .addStringProperty("city")
                .required("city")
                .build();
        ResponseFormat format = ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(JsonSchema.builder()
                        .name("capital")
                        .rootElement(capital)
                        .build())
                .build();
        model.chat(request("json schema").responseFormat(format).build());
        assertThat(gateway.sentToTriton("json schema")).contains("structured_outputs", "city");
    }

    @Test
    void aToolThatMustBeCalledIsCalled() throws Exception {
        ToolSpecification tool = ToolSpecification.builder()
                .name("capital_of")
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty("country")
                        .required("country")
                        .build())
                .build();
        ChatResponse response = model.chat(request("with a tool")
                .toolSpecifications(tool)
                .toolChoice(ToolChoice.REQUIRED)
                .build());
        assertThat(response.aiMessage().toolExecutionRequests())
                .extracting(ToolExecutionRequest::name)
                .containsExactly("capital_of");
        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
        assertThat(gateway.sentToTriton("with a tool")).contains("structured_outputs", "capital_of");
    }

    @Test
    void aWrongParameterIsAnInvalidRequest() {
        assertThatThrownBy(() -> model.chat(request("hi").temperature(3.0).build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("temperature")
                .hasRootCauseInstanceOf(HttpException.class);
    }

    @Test
    void anUnknownModelIsNotFound() {
        assertThatThrownBy(() -> chatModel("gpt-4o").chat("hi"))
                .isInstanceOf(ModelNotFoundException.class)
                .hasMessageContaining("gpt-4o");
    }

    @Test
    void aFailureOfTritonIsAServerError() {
        assertThatThrownBy(() -> model.chat("@@fail=at-once"))
                .isInstanceOf(InternalServerException.class)
                .rootCause()
                .isInstanceOfSatisfying(
                        HttpException.class, e -> assertThat(e.statusCode()).isEqualTo(502));
    }

    @Test
    void theModelsAreListed() {
        List<ModelDescription> models = OpenAiModelCatalog.builder()
                .baseUrl(gateway.url())
                .apiKey("none")
                .build()
                .listModels();
        assertThat(models)
                .extracting(ModelDescription::name)
                .containsExactly("Llama-3.2-3B-Instruct", "Meta-Llama-3.1-70B-Instruct", "Meta-Llama-3.1-8B-Instruct");
        assertThat(models).extracting(ModelDescription::owner).containsOnly("triton");
    }

    private static OpenAiChatModel chatModel(String name) {
        return OpenAiChatModel.builder()
                .baseUrl(gateway.url())
                .apiKey("none")
                .modelName(name)
                .strictJsonSchema(true)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    private static ChatRequest.Builder request(String content) {
        return ChatRequest.builder().messages(UserMessage.from(content));
    }
}

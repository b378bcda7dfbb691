package io.openaitriton.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.SseException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;

/** Spring AI reads answers, streams and errors, and ends streams. */
class SpringAiTest {
    private static final String QUESTION = "What is the capital of France?";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static ServedGateway gateway;
    private static OpenAiChatModel model;

    @BeforeAll
    static void start() {
        gateway = ServedGateway.start();
        model = OpenAiChatModel.builder().options(options().build()).build();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void anAnswerHasTextUsageAndFinishReason() {
        ChatResponse response = model.call(new Prompt(QUESTION));
        assertThat(text(response)).contains(QUESTION);
        assertThat(finishReason(response)).isEqualToIgnoringCase("stop");
        assertThat(response.getMetadata().getModel()).isEqualTo("Meta-Llama-3.1-8B-Instruct");
        assertThat(response.getMetadata().getId()).startsWith("chatcmpl-");
        assertThat(response.getMetadata().getUsage().getPromptTokens()).isPositive();
        assertThat(response.getMetadata().getUsage().getCompletionTokens()).isGreaterThan(5);
    }

    @Test
    void anAnswerThatWasCutSaysSo() {
        ChatResponse response =
                model.call(new Prompt(QUESTION, options().maxTokens(2).build()));
        assertThat(finishReason(response)).isEqualToIgnoringCase("length");
        assertThat(response.getMetadata().getUsage().getCompletionTokens()).isEqualTo(2);
    }

    @Test
    void aStreamAddsUpToTheWholeAnswer() {
        List<ChatResponse> parts = stream(QUESTION, options().streamUsage(true).build());
        ChatResponse whole = model.call(new Prompt(QUESTION));
        assertThat(parts).hasSizeGreaterThan(5);
        assertThat(parts.stream().map(SpringAiTest::text).collect(Collectors.joining()))
                .isEqualTo(text(whole));
        assertThat(parts)
                .filteredOn(part -> part.getResult() != null)
                .extracting(SpringAiTest::finishReason)
                .filteredOn(reason -> reason != null && !reason.isEmpty())
                .singleElement()
                .asString()
                .isEqualToIgnoringCase("stop");
        assertThat(parts.get(parts.size() - 1).getMetadata().getUsage().getTotalTokens())
                .isEqualTo(whole.getMetadata().getUsage().getTotalTokens());
    }

    @Test
    void aStreamWithoutUsageIsReadToo() {
        assertThat(stream(QUESTION, options().build()).stream()
                        .map(SpringAiTest::text)
                        .collect(Collectors.joining()))
                .contains(QUESTION);
    }

    @Test
    void aStreamThatIsCancelledIsCancelledOnTriton() {
        int before = gateway.cancelledWhenIdle();
        assertThat(text(model.stream(new Prompt("@@tokens=1000 @@delay=500"))
                        .filter(part -> !text(part).isEmpty())
                        .blockFirst(LIMIT)))
                .isNotEmpty();
        assertThat(gateway.cancelledWhenIdle()).isEqualTo(before + 1);
    }

    @Test
    void aJsonSchemaReachesTriton() throws Exception {
        String schema = "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}";
        model.call(new Prompt("json schema", options().outputSchema(schema).build()));
        assertThat(gateway.sentToTriton("json schema")).contains("structured_outputs", "city");
    }

    @Test
    void aWrongParameterIsABadRequest() {
        Prompt prompt = new Prompt("hi", options().temperature(3.0).build());
        assertThatThrownBy(() -> model.call(prompt)).isInstanceOfSatisfying(BadRequestException.class, e -> {
            assertThat(e.param()).hasValue("temperature");
            assertThat(e.type()).hasValue("invalid_request_error");
        });
        assertThatThrownBy(() -> model.stream(prompt).collectList().block(LIMIT))
                .hasStackTraceContaining("temperature");
    }

    @Test
    void anUnknownModelIsNotFound() {
        assertThatThrownBy(() ->
                        model.call(new Prompt("hi", options().model("gpt-4o").build())))
                .isInstanceOfSatisfying(
                        NotFoundException.class, e -> assertThat(e.code()).hasValue("model_not_found"));
    }

    @Test
    void aFailureOfTritonIsAServerError() {
        assertThatThrownBy(() -> model.call(new Prompt("@@fail=at-once")))
                .isInstanceOfSatisfying(InternalServerException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(502);
                    assertThat(e.code()).hasValue("triton_error");
                });
        assertThatThrownBy(() -> stream("@@fail=at-once", options().build())).hasStackTraceContaining("502");
    }

    @Test
    void aFailureWithinAStreamIsNotTakenForItsEnd() {
        assertThatThrownBy(() -> stream("@@tokens=5 @@fail=midstream", options().build()))
                .isInstanceOf(SseException.class)
                .hasMessageContaining("Triton reported an error");
    }

    private static List<ChatResponse> stream(String content, OpenAiChatOptions options) {
        return model.stream(new Prompt(content, options)).collectList().block(LIMIT);
    }

    private static OpenAiChatOptions.Builder options() {
        OpenAiChatOptions.Builder builder = OpenAiChatOptions.builder();
        builder.baseUrl(gateway.url())
                .apiKey("none")
                .model("llama-3-8b")
                .maxRetries(0)
                .timeout(LIMIT);
        return builder;
    }

    private static String text(ChatResponse response) {
        String text = response.getResult() == null
                ? null
                : response.getResult().getOutput().getText();
        return text == null ? "" : text;
    }

    private static String finishReason(ChatResponse response) {
        return response.getResult().getMetadata().getFinishReason();
    }
}

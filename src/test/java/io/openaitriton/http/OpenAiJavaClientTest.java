package io.openaitriton.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import io.openaitriton.junit.GatewayExtension;
import io.openaitriton.junit.GatewayServer;
import io.openaitriton.junit.Gateways;
import io.openaitriton.junit.OpenAiJava;
import io.openaitriton.simulator.ScriptedReply;
import io.openaitriton.simulator.TritonSimulator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The official Java client gets what it expects. */
@ExtendWith(GatewayExtension.class)
class OpenAiJavaClientTest {
    private static TritonSimulator triton;
    private static GatewayServer gateway;
    private static OpenAIClient client;

    @BeforeAll
    static void start(Gateways gateways) {
        triton = gateways.simulator();
        gateway = gateways.start(triton, "openai.unknown-model", "refuse");
        client = OpenAiJava.client(gateway);
    }

    @AfterAll
    static void stop() {
        client.close();
    }

    @Test
    void aCompletionIsValid() {
        ChatCompletion completion = client.chat()
                .completions()
                .create(request("What is the capital of France?").build());
        completion.validate();
        assertThat(completion.id()).startsWith("chatcmpl-");
        assertThat(completion.model()).isEqualTo("Meta-Llama-3.1-8B-Instruct");
        assertThat(completion.usage().orElseThrow().completionTokens()).isGreaterThan(5);
        ChatCompletion.Choice choice = completion.choices().get(0);
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(choice.message().content().orElseThrow()).contains("What is the capital of France?");
    }

    @Test
    void aStreamAddsUpToTheSameCompletion() {
        ChatCompletionCreateParams params = request("What is the capital of France?")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            List<ChatCompletionChunk> chunks = stream.stream()
                    .peek(ChatCompletionChunk::validate)
                    .peek(accumulator::accumulate)
                    .toList();
            assertThat(chunks).hasSizeGreaterThan(5);
            assertThat(chunks)
                    .extracting(ChatCompletionChunk::id)
                    .containsOnly(chunks.get(0).id());
        }
        ChatCompletion streamed = accumulator.chatCompletion();
        ChatCompletion whole = client.chat()
                .completions()
                .create(request("What is the capital of France?").build());
        assertThat(streamed.choices().get(0).message().content())
                .isEqualTo(whole.choices().get(0).message().content());
        assertThat(streamed.choices().get(0).finishReason())
                .isEqualTo(whole.choices().get(0).finishReason());
    }

    @Test
    void aWrongParameterIsABadRequest() {
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(request("hi").temperature(3.0).build()))
                .isInstanceOfSatisfying(BadRequestException.class, e -> {
                    assertThat(e.param()).hasValue("temperature");
                    assertThat(e.type()).hasValue("invalid_request_error");
                    assertThat(e.getMessage()).contains("temperature");
                });
    }

    @Test
    void anUnknownModelIsNotFound() {
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(request("hi").model("gpt-4o").build()))
                .isInstanceOfSatisfying(
                        NotFoundException.class, e -> assertThat(e.code()).hasValue("model_not_found"));
        assertThatThrownBy(() -> client.models().retrieve("nope")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void aFailureOfTritonIsAServerError() {
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(request("@@fail=at-once").build()))
                .isInstanceOfSatisfying(InternalServerException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(502);
                    assertThat(e.code()).hasValue("triton_error");
                });
    }

    @Test
    void aFailureBeforeTheFirstTokenOfAStreamIsAServerErrorToo() {
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .createStreaming(request("@@fail=at-once").build())
                        .close())
                .isInstanceOf(InternalServerException.class);
    }

    @Test
    void aFailureWithinAStreamIsRaised() {
        triton.enqueue(ScriptedReply.events("{\"text_output\":\"one\"}", "{\"error\":\"boom\"}"));
        assertThatThrownBy(() -> {
                    try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                            .completions()
                            .createStreaming(request("hi").build())) {
                        stream.stream().forEach(chunk -> {});
                    }
                })
                .isInstanceOf(OpenAIException.class)
                .satisfies(e -> assertThat(
                                e instanceof OpenAIServiceException service
                                        ? service.getMessage()
                                        : String.valueOf(e.getCause()))
                        .isNotBlank());
    }

    @Test
    void theModelsAreListed() {
        assertThat(client.models().list().data())
                .extracting(com.openai.models.models.Model::id)
                .containsExactly("Meta-Llama-3.1-70B-Instruct", "Meta-Llama-3.1-8B-Instruct");
        assertThat(client.models().retrieve("Meta-Llama-3.1-8B-Instruct").ownedBy())
                .isEqualTo("triton");
    }

    private static ChatCompletionCreateParams.Builder request(String content) {
        return ChatCompletionCreateParams.builder().model("llama-3-8b").addUserMessage(content);
    }
}

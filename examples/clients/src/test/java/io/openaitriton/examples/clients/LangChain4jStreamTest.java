package io.openaitriton.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** LangChain4j reads streams, and ends them. */
class LangChain4jStreamTest {
    private static final String QUESTION = "What is the capital of France?";
    private static final int LIMIT_SECONDS = 20;

    private static ServedGateway gateway;

    @BeforeAll
    static void start() {
        gateway = ServedGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aStreamAddsUpToTheWholeAnswer() throws Exception {
        Collector streamed = new Collector();
        model("llama-3-8b").chat(QUESTION, streamed);
        ChatResponse response = streamed.await();
        ChatResponse whole = OpenAiChatModel.builder()
                .baseUrl(gateway.url())
                .apiKey("none")
                .modelName("llama-3-8b")
                .maxRetries(0)
                .build()
                .chat(UserMessage.from(QUESTION));
        assertThat(streamed.parts).hasSizeGreaterThan(5);
        assertThat(String.join("", streamed.parts))
                .isEqualTo(whole.aiMessage().text())
                .isEqualTo(response.aiMessage().text());
        assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(response.tokenUsage()).isEqualTo(whole.tokenUsage());
        assertThat(response.modelName()).isEqualTo(whole.modelName());
    }

    @Test
    void aStreamThatWasCutSaysSo() throws Exception {
        Collector streamed = new Collector();
        ChatRequest request = ChatRequest.builder()
                .messages(UserMessage.from(QUESTION))
                .maxOutputTokens(2)
                .build();
        model("llama-3-8b").chat(request, streamed);
        assertThat(streamed.await().finishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void aStreamThatIsCancelledIsCancelledOnTriton() throws Exception {
        int before = gateway.cancelledWhenIdle();
        Collector streamed = new Collector() {
            @Override
            public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
                context.streamingHandle().cancel();
                response.complete(null);
            }
        };
        model("llama-3-8b").chat("@@tokens=1000 @@delay=500", streamed);
        streamed.await();
        assertThat(gateway.cancelledWhenIdle()).isEqualTo(before + 1);
    }

    @Test
    void aRefusalIsAnError() {
        assertThatThrownBy(() -> failure("llama-3-8b", "hi", 3.0))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("temperature");
        assertThatThrownBy(() -> failure("gpt-4o", "hi", 1.0)).isInstanceOf(ModelNotFoundException.class);
    }

    @Test
    void aFailureBeforeTheFirstTokenIsAServerError() {
        assertThatThrownBy(() -> failure("llama-3-8b", "@@fail=at-once", 1.0))
                .isInstanceOf(InternalServerException.class);
    }

    @Test
    void aFailureWithinAStreamIsNotTakenForItsEnd() {
        assertThatThrownBy(() -> failure("llama-3-8b", "@@tokens=5 @@fail=midstream", 1.0))
                .isInstanceOf(LangChain4jException.class)
                .rootCause()
                .isInstanceOf(IOException.class);
    }

    private static void failure(String modelName, String content, double temperature) throws Throwable {
        Collector streamed = new Collector();
        ChatRequest request = ChatRequest.builder()
                .messages(UserMessage.from(content))
                .temperature(temperature)
                .build();
        model(modelName).chat(request, streamed);
        Throwable raised =
                streamed.response.handle((response, thrown) -> thrown).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (raised != null) {
            throw raised;
        }
    }

    private static OpenAiStreamingChatModel model(String name) {
        return OpenAiStreamingChatModel.builder()
                .baseUrl(gateway.url())
                .apiKey("none")
                .modelName(name)
                .timeout(Duration.ofSeconds(LIMIT_SECONDS))
                .build();
    }

    /** What came, and how it ended. */
    private static class Collector implements StreamingChatResponseHandler {
        final CopyOnWriteArrayList<String> parts = new CopyOnWriteArrayList<>();
        final CompletableFuture<ChatResponse> response = new CompletableFuture<>();

        @Override
        public void onPartialResponse(String part) {
            parts.add(part);
        }

        @Override
        public void onCompleteResponse(ChatResponse complete) {
            response.complete(complete);
        }

        @Override
        public void onError(Throwable error) {
            response.completeExceptionally(error);
        }

        ChatResponse await() throws Exception {
            return response.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }
}

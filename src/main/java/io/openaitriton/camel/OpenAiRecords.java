package io.openaitriton.camel;

import io.openaitriton.call.ChatCompletionStream;
import io.openaitriton.call.ChunkIterator;
import io.openaitriton.call.PromptStream;
import io.openaitriton.exchange.OpenAiProperties;
import io.openaitriton.openai.ChatCompletionChunk;
import io.openaitriton.openai.ChatCompletionRequest;
import io.openaitriton.openai.Completion;
import io.openaitriton.openai.CompletionRequest;
import io.openaitriton.openai.OpenAiJson;
import io.openaitriton.translate.TextRequest;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** Requests that are not JSON text, and answers that shall not be, for callers on the same bus. */
public final class OpenAiRecords {
    /** True for a request that is an object: a map shaped as the JSON is, or the record itself. */
    public boolean isObject(@Body Object request) {
        return request instanceof Map
                || request instanceof ChatCompletionRequest
                || request instanceof CompletionRequest;
    }

    /**
     * A chat request as a record.
     *
     * @param request a map shaped as the JSON is, or the record itself
     * @throws IllegalArgumentException when a field has a wrong type
     */
    public ChatCompletionRequest chatRequest(@Body Object request) {
        return record(request, ChatCompletionRequest.class);
    }

    /**
     * A completion request as a record.
     *
     * @param request a map shaped as the JSON is, or the record itself
     * @throws IllegalArgumentException when a field has a wrong type
     */
    public CompletionRequest completionRequest(@Body Object request) {
        return record(request, CompletionRequest.class);
    }

    /**
     * An answer without JSON: the record as it is, or for a stream an {@code Iterator} of its chunks, {@link
     * ChatCompletionChunk} or for a plain prompt {@link Completion}. Closing the iterator before its end ends the call to Triton.
     */
    public Object answer(@Body Object answer, @ExchangeProperty(OpenAiProperties.REQUEST) Object request) {
        if (answer instanceof PromptStream prompts) {
            return new ChunkIterator<>(prompts, Completion.class);
        }
        if (!(answer instanceof ChatCompletionStream stream)) {
            return answer;
        }
        return request instanceof TextRequest
                ? new ChunkIterator<>(stream, Completion.class)
                : new ChunkIterator<>(stream, ChatCompletionChunk.class);
    }

    private static <T> T record(Object request, Class<T> type) {
        return request instanceof Map<?, ?> map ? OpenAiJson.mapper().convertValue(map, type) : type.cast(request);
    }
}

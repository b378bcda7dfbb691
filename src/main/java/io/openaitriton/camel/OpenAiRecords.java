package io.openaitriton.camel;

import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.chat.ChatCompletionChunk;
import io.openaitriton.api.chat.ChatCompletionRequest;
import io.openaitriton.api.completions.Completion;
import io.openaitriton.api.completions.CompletionRequest;
import java.util.Map;
import org.apache.camel.Body;

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
     * An answer without JSON, which the model's route has made: the record, or for a stream an {@code Iterator} of its chunks, {@link
     * ChatCompletionChunk} or for a plain prompt {@link Completion}. Closing the iterator before its end ends the call to Triton.
     */
    public Object answer(@Body Object answer) {
        return answer;
    }

    private static <T> T record(Object request, Class<T> type) {
        return request instanceof Map<?, ?> map ? OpenAiJson.mapper().convertValue(map, type) : type.cast(request);
    }
}

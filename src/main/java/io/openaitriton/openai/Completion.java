package io.openaitriton.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * An answer of {@code POST /v1/completions}, and an event of a streamed one. Source: OpenAI API reference, "The completion
 * object".
 *
 * @param id unique per completion, {@code cmpl-...}
 * @param created unix seconds
 * @param choices one for each prompt and text, in this order; on a stream those with something new
 * @param usage left out where it cannot be known; on a stream in one chunk before the end, where the client asked for it
 */
@JsonPropertyOrder({"id", "object", "created", "model", "choices", "usage"})
public record Completion(
        String id,
        long created,
        String model,
        List<Choice> choices,
        @JsonInclude(JsonInclude.Include.NON_NULL) Usage usage) {

    @JsonProperty
    String object() {
        return "text_completion";
    }

    /** One text. {@code logprobs} is null where none were asked for, {@code finish_reason} while a stream goes on. */
    @JsonPropertyOrder({"index", "text", "logprobs", "finish_reason"})
    public record Choice(
            int index,
            String text,
            CompletionLogprobs logprobs,
            @JsonProperty("finish_reason") String finishReason) {}
}

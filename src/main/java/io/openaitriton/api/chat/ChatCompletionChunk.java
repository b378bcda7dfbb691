package io.openaitriton.api.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.openaitriton.generation.Usage;
import java.util.List;

/**
 * One event of a streamed answer. Source: OpenAI API reference, "The chat completion chunk object".
 *
 * @param id the same in all chunks of one stream
 * @param created unix seconds, the same in all chunks of one stream
 * @param choices empty in the chunk of the usage
 * @param usage in one chunk before the end, where the client asked for it and it is known; left out of all others
 */
@JsonPropertyOrder({"id", "object", "created", "model", "choices", "usage"})
public record ChatCompletionChunk(
        String id,
        long created,
        String model,
        List<Choice> choices,
        @JsonInclude(JsonInclude.Include.NON_NULL) Usage usage) {

    @JsonProperty
    String object() {
        return "chat.completion.chunk";
    }

    /** What is new in one choice; {@code finish_reason} is null until its last chunk. */
    public record Choice(
            int index,
            Delta delta,
            ChoiceLogprobs logprobs,
            @JsonProperty("finish_reason") String finishReason) {}

    /** The first delta of a choice carries the role, the last is empty. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Delta(String role, String content) {}
}

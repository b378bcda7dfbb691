package io.openaitriton.api.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.openaitriton.generation.Usage;
import java.util.List;

/**
 * A complete answer. Source: OpenAI API reference, "The chat completion object".
 *
 * @param id unique per completion
 * @param created unix seconds
 * @param usage left out where it cannot be known
 */
@JsonPropertyOrder({"id", "object", "created", "model", "choices", "usage"})
public record ChatCompletion(
        String id,
        long created,
        String model,
        List<Choice> choices,
        @JsonInclude(JsonInclude.Include.NON_NULL) Usage usage) {

    @JsonProperty
    String object() {
        return "chat.completion";
    }

    /** One answer among those asked for. {@code logprobs} is null where none were asked for. */
    public record Choice(
            int index,
            Message message,
            ChoiceLogprobs logprobs,
            @JsonProperty("finish_reason") String finishReason) {}

    /** What the model said. {@code refusal} is null: a model behind Triton has no such channel. */
    public record Message(String role, String content, String refusal) {}
}

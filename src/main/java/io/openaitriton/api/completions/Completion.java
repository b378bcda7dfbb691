package io.openaitriton.api.completions;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.openaitriton.generation.Usage;
import java.util.ArrayList;
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

    /** The completions of several prompts as one, in their order. */
    public static Completion join(List<Completion> completions) {
        Completion first = completions.get(0);
        List<Choice> choices = new ArrayList<>();
        for (Completion completion : completions) {
            for (Choice choice : completion.choices()) {
                choices.add(new Choice(choices.size(), choice.text(), choice.logprobs(), choice.finishReason()));
            }
        }
        Usage usage = Usage.sum(completions.stream().map(Completion::usage).toList());
        return new Completion(first.id(), first.created(), first.model(), choices, usage);
    }

    /** One text. {@code logprobs} is null if none were asked for, {@code finish_reason} while a stream goes on. */
    @JsonPropertyOrder({"index", "text", "logprobs", "finish_reason"})
    public record Choice(
            int index,
            String text,
            CompletionLogprobs logprobs,
            @JsonProperty("finish_reason") String finishReason) {}
}

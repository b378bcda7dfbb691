package io.openaitriton.generation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Collection;

/**
 * Token counts of one answer. Its JSON is OpenAI's.
 *
 * @param promptTokens of the prompt
 * @param completionTokens generated, of all choices
 * @param details of the generated tokens; null for a model that does not reason, or if unknown
 */
@JsonPropertyOrder({"prompt_tokens", "completion_tokens", "total_tokens", "completion_tokens_details"})
@JsonIgnoreProperties(value = "total_tokens", allowGetters = true)
public record Usage(
        @JsonProperty("prompt_tokens") long promptTokens,
        @JsonProperty("completion_tokens") long completionTokens,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("completion_tokens_details")
        CompletionTokensDetails details) {

    /**
     * Details of the generated tokens of an answer. Its JSON is OpenAI's.
     *
     * @param reasoningTokens of the model's reasoning, even if the client did not get it
     */
    public record CompletionTokensDetails(
            @JsonProperty("reasoning_tokens") long reasoningTokens) {}

    /** Without details. */
    public Usage(long promptTokens, long completionTokens) {
        this(promptTokens, completionTokens, null);
    }

    /** Both together. */
    @JsonProperty("total_tokens")
    public long totalTokens() {
        return promptTokens + completionTokens;
    }

    /** The sum for several answers; null if that of any answer is unknown, that is null. */
    public static Usage sum(Collection<Usage> usages) {
        long prompt = 0;
        long generated = 0;
        for (Usage usage : usages) {
            if (usage == null) {
                return null;
            }
            prompt += usage.promptTokens;
            generated += usage.completionTokens;
        }
        return new Usage(prompt, generated);
    }
}

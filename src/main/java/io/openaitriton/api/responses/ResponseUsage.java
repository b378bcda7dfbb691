package io.openaitriton.api.responses;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.openaitriton.generation.Usage;

/**
 * Token counts of a response. Clients reject an answer with incomplete counts, so unknown details are 0.
 *
 * @param inputTokens of the prompt
 * @param inputDetails none are known to have been read from a cache, or written to it; openai-java wants both
 * @param outputTokens generated
 * @param outputDetails how many of them were thoughts
 * @param totalTokens both together
 */
@JsonPropertyOrder({"input_tokens", "input_tokens_details", "output_tokens", "output_tokens_details", "total_tokens"})
public record ResponseUsage(
        @JsonProperty("input_tokens") long inputTokens,
        @JsonProperty("input_tokens_details") InputDetails inputDetails,
        @JsonProperty("output_tokens") long outputTokens,
        @JsonProperty("output_tokens_details") OutputDetails outputDetails,
        @JsonProperty("total_tokens") long totalTokens) {

    /** Of the prompt's tokens. */
    @JsonPropertyOrder({"cached_tokens", "cache_write_tokens"})
    public record InputDetails(
            @JsonProperty("cached_tokens") long cachedTokens,
            @JsonProperty("cache_write_tokens") long cacheWriteTokens) {}

    /** Of the generated tokens. */
    public record OutputDetails(
            @JsonProperty("reasoning_tokens") long reasoningTokens) {}

    /** Null for null. */
    static ResponseUsage of(Usage usage) {
        return usage == null
                ? null
                : new ResponseUsage(
                        usage.promptTokens(),
                        new InputDetails(0, 0),
                        usage.completionTokens(),
                        new OutputDetails(
                                usage.details() == null ? 0 : usage.details().reasoningTokens()),
                        usage.totalTokens());
    }
}

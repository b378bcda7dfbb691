package io.openaitriton.openai;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Token counts of one completion. */
public record Usage(
        @JsonProperty("prompt_tokens") long promptTokens,
        @JsonProperty("completion_tokens") long completionTokens,
        @JsonProperty("total_tokens") long totalTokens) {}

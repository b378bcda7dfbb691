package io.openaitriton.api.embeddings;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * Tokens of all inputs of a request together. Nothing is generated, so both numbers are the same.
 */
@JsonPropertyOrder({"prompt_tokens", "total_tokens"})
public record EmbeddingUsage(@JsonProperty("prompt_tokens") long promptTokens) {
    @JsonProperty("total_tokens")
    public long totalTokens() {
        return promptTokens;
    }
}

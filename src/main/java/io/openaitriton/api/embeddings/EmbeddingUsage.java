package io.openaitriton.api.embeddings;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * Tokens of all inputs of a request together. Nothing is generated, so both numbers are the same.
 *
 * @param estimated whether nobody has counted them; no field of OpenAI's
 */
@JsonPropertyOrder({"prompt_tokens", "total_tokens", "estimated"})
public record EmbeddingUsage(
        @JsonProperty("prompt_tokens") long promptTokens,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean estimated) {

    /** As the backend or a tokenizer counts them. */
    public static EmbeddingUsage counted(long tokens) {
        return new EmbeddingUsage(tokens, false);
    }

    /** As the length of the inputs suggests. */
    public static EmbeddingUsage estimated(long tokens) {
        return new EmbeddingUsage(tokens, true);
    }

    @JsonProperty("total_tokens")
    public long totalTokens() {
        return promptTokens;
    }
}

package io.openaitriton.api.embeddings;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * Tokens of all inputs of a request together. Nothing is generated, so both numbers are the same.
 *
 * @param estimated true if neither the backend nor a tokenizer counted the tokens; not a field of OpenAI's API
 */
@JsonPropertyOrder({"prompt_tokens", "total_tokens", "estimated"})
public record EmbeddingUsage(
        @JsonProperty("prompt_tokens") long promptTokens,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean estimated) {

    /** Tokens that the backend or a tokenizer counted. */
    public static EmbeddingUsage counted(long tokens) {
        return new EmbeddingUsage(tokens, false);
    }

    /** An estimate from the length of the inputs. */
    public static EmbeddingUsage estimated(long tokens) {
        return new EmbeddingUsage(tokens, true);
    }

    @JsonProperty("total_tokens")
    public long totalTokens() {
        return promptTokens;
    }
}

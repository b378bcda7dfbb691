package io.openaitriton.api.rerank;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.openaitriton.api.embeddings.EmbeddingUsage;

/**
 * Fields that Cohere's clients read in addition to the results. Source: Cohere's API reference, "Rerank".
 *
 * @param tokens null if they are not counted
 */
public record RerankMeta(
        @JsonProperty("api_version") Version version,
        @JsonProperty("billed_units") Units units,
        @JsonInclude(JsonInclude.Include.NON_NULL) Tokens tokens) {
    private static final int DOCUMENTS_A_UNIT = 100;

    /** Of Cohere's API. */
    public record Version(String version) {}

    /** Search units as Cohere counts them: a query with up to 100 documents is one. */
    public record Units(@JsonProperty("search_units") int searchUnits) {}

    /** Of all pairs together. */
    public record Tokens(@JsonProperty("input_tokens") long inputTokens) {}

    static RerankMeta of(int documents, EmbeddingUsage usage) {
        return new RerankMeta(
                new Version("2"),
                new Units((documents + DOCUMENTS_A_UNIT - 1) / DOCUMENTS_A_UNIT),
                usage.estimated() ? null : new Tokens(usage.promptTokens()));
    }
}

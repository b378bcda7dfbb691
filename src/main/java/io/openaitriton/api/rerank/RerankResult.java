package io.openaitriton.api.rerank;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * A document's place.
 *
 * @param index of the document in the request
 * @param document an object with its {@code text}; null when the client did not ask for it
 */
@JsonPropertyOrder({"index", "relevance_score", "document"})
public record RerankResult(
        int index,
        @JsonProperty("relevance_score") double relevanceScore,
        @JsonInclude(JsonInclude.Include.NON_NULL) JsonNode document) {}

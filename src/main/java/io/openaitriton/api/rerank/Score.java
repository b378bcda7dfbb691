package io.openaitriton.api.rerank;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * The score of a pair.
 *
 * @param index of the pair in the request
 */
@JsonPropertyOrder({"index", "object", "score"})
public record Score(int index, double score) {
    @JsonProperty
    String object() {
        return "score";
    }
}

package io.openaitriton.api.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * A model as {@code GET /v1/models} lists it.
 *
 * @param created unix seconds
 */
@JsonPropertyOrder({"id", "object", "created", "owned_by"})
public record Model(
        String id, long created, @JsonProperty("owned_by") String ownedBy) {

    @JsonProperty
    String object() {
        return "model";
    }
}

package io.openaitriton.api.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/** The answer of {@code GET /v1/models}. */
@JsonPropertyOrder({"object", "data"})
public record ModelList(List<Model> data) {

    @JsonProperty
    String object() {
        return "list";
    }
}

package io.openaitriton.api.files;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/** The answer of {@code DELETE /v1/files/{id}}. */
@JsonPropertyOrder({"id", "object", "deleted"})
public record FileDeleted(String id) {
    @JsonProperty
    String object() {
        return "file";
    }

    @JsonProperty
    boolean deleted() {
        return true;
    }
}

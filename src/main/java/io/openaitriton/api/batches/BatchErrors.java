package io.openaitriton.api.batches;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/** The mistakes in the lines of a batch. */
@JsonPropertyOrder({"object", "data"})
public record BatchErrors(List<BatchError> data) {
    @JsonProperty
    String object() {
        return "list";
    }
}

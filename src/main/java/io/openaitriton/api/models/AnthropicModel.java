package io.openaitriton.api.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;

/**
 * A model as Anthropic's API lists it.
 *
 * @param createdAt as RFC 3339 has it
 */
@JsonPropertyOrder({"type", "id", "display_name", "created_at"})
public record AnthropicModel(
        String id,
        @JsonProperty("display_name") String displayName,
        @JsonProperty("created_at") String createdAt) {

    /** The same model. */
    public static AnthropicModel of(Model model) {
        return new AnthropicModel(
                model.id(), model.id(), Instant.ofEpochSecond(model.created()).toString());
    }

    @JsonProperty
    String type() {
        return "model";
    }
}

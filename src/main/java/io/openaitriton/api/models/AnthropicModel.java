package io.openaitriton.api.models;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;

/**
 * A model as Anthropic's API lists it. Unknown values are null and not left out: Anthropic's Java client requires every field.
 *
 * @param createdAt as RFC 3339 has it
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({
    "type",
    "id",
    "display_name",
    "created_at",
    "lifecycle",
    "deprecated_at",
    "retires_at",
    "line",
    "capabilities",
    "max_input_tokens",
    "max_tokens"
})
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

    /** A served model is active. */
    @JsonProperty
    String lifecycle() {
        return "active";
    }

    @JsonProperty("deprecated_at")
    String deprecatedAt() {
        return null;
    }

    @JsonProperty("retires_at")
    String retiresAt() {
        return null;
    }

    @JsonProperty
    String line() {
        return null;
    }

    @JsonProperty
    Object capabilities() {
        return null;
    }

    @JsonProperty("max_input_tokens")
    Integer maxInputTokens() {
        return null;
    }

    @JsonProperty("max_tokens")
    Integer maxTokens() {
        return null;
    }
}

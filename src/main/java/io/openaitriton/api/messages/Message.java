package io.openaitriton.api.messages;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * A whole answer; at the beginning of a stream one without content. Source: Anthropic's API reference, "Message".
 *
 * @param content blocks
 * @param stopReason null at the beginning of a stream
 * @param stopSequence the one of the request's that ended the answer, or null
 */
@JsonPropertyOrder({
    "id",
    "type",
    "role",
    "model",
    "content",
    "stop_reason",
    "stop_sequence",
    "stop_details",
    "container",
    "usage"
})
public record Message(
        String id,
        String model,
        List<Block> content,
        @JsonProperty("stop_reason") String stopReason,
        @JsonProperty("stop_sequence") String stopSequence,
        MessageUsage usage) {

    @JsonProperty
    String type() {
        return "message";
    }

    @JsonProperty
    String role() {
        return "assistant";
    }

    /** Null: nothing of the kind is known here. */
    @JsonProperty("stop_details")
    Object stopDetails() {
        return null;
    }

    /** Null: this server runs no tools. */
    @JsonProperty
    Object container() {
        return null;
    }
}

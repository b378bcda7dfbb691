package io.openaitriton.api.messages;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;

/** A part of an answer's content. */
public sealed interface Block {
    /** A signature, which some clients require; the gateway ignores it. */
    String SIGNATURE = "openai-triton-gateway";

    /** The model's text. */
    @JsonPropertyOrder({"type", "text", "citations"})
    record Text(String text) implements Block {
        @JsonProperty
        String type() {
            return "text";
        }

        /** Null: models behind Triton cite nothing. */
        @JsonProperty
        Object citations() {
            return null;
        }
    }

    /** The model's reasoning; with an empty text if the client does not want it. */
    @JsonPropertyOrder({"type", "thinking", "signature"})
    record Thinking(String thinking, String signature) implements Block {
        @JsonProperty
        String type() {
            return "thinking";
        }
    }

    /** A call of a tool. {@code input} is an object. */
    @JsonPropertyOrder({"type", "id", "name", "input"})
    record ToolUse(String id, String name, JsonNode input) implements Block {
        @JsonProperty
        String type() {
            return "tool_use";
        }
    }
}

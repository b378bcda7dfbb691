package io.openaitriton.api.messages;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;

/** A part of an answer's content. */
public sealed interface Block {
    /** What some clients need to be there; nobody here looks at it. */
    String SIGNATURE = "openai-triton-gateway";

    /** What the model says. */
    @JsonPropertyOrder({"type", "text", "citations"})
    record Text(String text) implements Block {
        @JsonProperty
        String type() {
            return "text";
        }

        /** Null: models here cite nothing. */
        @JsonProperty
        Object citations() {
            return null;
        }
    }

    /** What the model thinks; without its text where the client wants none. */
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

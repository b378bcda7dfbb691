package io.openaitriton.api.responses;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.openaitriton.generation.TokenLogprob;
import java.util.List;

/** One thing that the model did. Source: OpenAI API reference, "The response object", {@code output}. */
public sealed interface OutputItem {
    /** Unique, and the same in all events. */
    String id();

    /** {@code in_progress}, {@code completed} or {@code incomplete}. */
    String status();

    /** What it is. */
    @JsonProperty
    String type();

    /** It said something. */
    @JsonPropertyOrder({"id", "type", "status", "role", "content"})
    record Message(String id, String status, List<Part> content) implements OutputItem {
        @Override
        public String type() {
            return "message";
        }

        @JsonProperty
        String role() {
            return "assistant";
        }
    }

    /**
     * It thought.
     *
     * @param summary always a list: Codex cannot read the item without it
     */
    @JsonPropertyOrder({"id", "type", "status", "summary", "content"})
    record Reasoning(
            String id,
            String status,
            List<Part> summary,
            @JsonInclude(JsonInclude.Include.NON_NULL) List<Part> content) implements OutputItem {
        @Override
        public String type() {
            return "reasoning";
        }
    }

    /**
     * It called a function.
     *
     * @param callId to which the result refers
     * @param namespace only there where the tool has one
     * @param arguments JSON text as the model wrote it
     */
    @JsonPropertyOrder({"id", "type", "status", "call_id", "name", "namespace", "arguments"})
    record FunctionCall(
            String id,
            String status,
            @JsonProperty("call_id") String callId,
            String name,
            @JsonInclude(JsonInclude.Include.NON_NULL) String namespace,
            String arguments)
            implements OutputItem {
        @Override
        public String type() {
            return "function_call";
        }
    }

    /**
     * It called a custom tool.
     *
     * @param input plain text
     */
    @JsonPropertyOrder({"id", "type", "status", "call_id", "name", "namespace", "input"})
    record CustomToolCall(
            String id,
            String status,
            @JsonProperty("call_id") String callId,
            String name,
            @JsonInclude(JsonInclude.Include.NON_NULL) String namespace,
            String input)
            implements OutputItem {
        @Override
        public String type() {
            return "custom_tool_call";
        }
    }

    /** A part of a message or of thoughts. */
    sealed interface Part {
        /** What it is. */
        @JsonProperty
        String type();
    }

    /** Text of a message. */
    @JsonPropertyOrder({"type", "text", "annotations", "logprobs"})
    record OutputText(String text, List<TokenLogprob> logprobs) implements Part {
        @Override
        public String type() {
            return "output_text";
        }

        @JsonProperty
        List<Object> annotations() {
            return List.of();
        }
    }

    /** Thoughts as the model wrote them. */
    @JsonPropertyOrder({"type", "text"})
    record ReasoningText(String text) implements Part {
        @Override
        public String type() {
            return "reasoning_text";
        }
    }

    /** The same for clients that read summaries only. */
    @JsonPropertyOrder({"type", "text"})
    record SummaryText(String text) implements Part {
        @Override
        public String type() {
            return "summary_text";
        }
    }
}

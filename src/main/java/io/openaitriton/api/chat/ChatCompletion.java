package io.openaitriton.api.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.openaitriton.generation.Usage;
import java.util.List;

/**
 * A complete answer. Source: OpenAI API reference, "The chat completion object".
 *
 * @param id unique per completion
 * @param created unix seconds
 * @param usage left out where it cannot be known
 */
@JsonPropertyOrder({"id", "object", "created", "model", "choices", "usage"})
public record ChatCompletion(
        String id,
        long created,
        String model,
        List<Choice> choices,
        @JsonInclude(JsonInclude.Include.NON_NULL) Usage usage) {

    @JsonProperty
    String object() {
        return "chat.completion";
    }

    /** One answer among those asked for. {@code logprobs} is null if none were asked for. */
    public record Choice(
            int index,
            Message message,
            ChoiceLogprobs logprobs,
            @JsonProperty("finish_reason") String finishReason) {}

    /**
     * What the model said. OpenAI's fields, and those of other servers for the model's reasoning.
     *
     * @param content null if the model called tools or reasoned, and wrote no text
     * @param reasoningContent what the model thought, or null
     * @param reasoning the same by another name, or null
     * @param toolCalls null for none, never empty
     * @param refusal null: a model behind Triton has no such channel
     */
    @JsonPropertyOrder({"role", "content", "reasoning_content", "reasoning", "tool_calls", "refusal"})
    public record Message(
            String role,
            String content,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("reasoning_content")
            String reasoningContent,

            @JsonInclude(JsonInclude.Include.NON_NULL) String reasoning,

            @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("tool_calls")
            List<ToolCall> toolCalls,

            String refusal) {

        /** Text only. */
        public Message(String role, String content) {
            this(role, content, null, null, null, null);
        }
    }

    /**
     * A call of a tool. The client sends it back in its next request, with the tool's result.
     *
     * @param id to which the result refers
     * @param type {@code function}
     */
    public record ToolCall(String id, String type, Function function) {}

    /**
     * What is called.
     *
     * @param name of the tool
     * @param arguments JSON text as the model wrote it, which is an object as a rule
     */
    public record Function(String name, String arguments) {}
}

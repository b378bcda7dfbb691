package io.openaitriton.api.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonValue;
import io.openaitriton.generation.Usage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One event of a streamed answer. Source: OpenAI API reference, "The chat completion chunk object".
 *
 * @param id the same in all chunks of one stream
 * @param created unix seconds, the same in all chunks of one stream
 * @param choices empty in the chunk of the usage
 * @param usage in one chunk before the end, where the client asked for it and it is known; left out of all others
 */
@JsonPropertyOrder({"id", "object", "created", "model", "choices", "usage"})
public record ChatCompletionChunk(
        String id,
        long created,
        String model,
        List<Choice> choices,
        @JsonInclude(JsonInclude.Include.NON_NULL) Usage usage) {

    @JsonProperty
    String object() {
        return "chat.completion.chunk";
    }

    /** What is new in one choice; {@code finish_reason} is null until its last chunk. */
    public record Choice(
            int index,
            Delta delta,
            ChoiceLogprobs logprobs,
            @JsonProperty("finish_reason") String finishReason) {}

    /**
     * What is new. The first delta of a choice carries the role, the last is empty.
     *
     * @param content more text; null next to the role if the model may call tools or reason instead
     * @param reasoningContent more of what the model thinks
     * @param reasoning the same by another name
     * @param toolCalls one call, or more of its arguments
     */
    public record Delta(
            String role,
            String content,
            @JsonProperty("reasoning_content") String reasoningContent,
            String reasoning,
            @JsonProperty("tool_calls") List<ToolCall> toolCalls) {
        /** Nothing new. */
        public static final Delta EMPTY = text(null);

        /** The first delta of a choice. */
        public static Delta first(String content) {
            return new Delta("assistant", content, null, null, null);
        }

        /** More text. */
        public static Delta text(String content) {
            return new Delta(null, content, null, null, null);
        }

        /** Null fields are left out, except the content next to the role, as in OpenAI's API. */
        @JsonValue
        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            put(json, "role", role);
            put(json, "content", content);
            if (role != null) {
                json.put("content", content);
            }
            put(json, "reasoning_content", reasoningContent);
            put(json, "reasoning", reasoning);
            put(json, "tool_calls", toolCalls);
            return json;
        }

        private static void put(Map<String, Object> json, String name, Object value) {
            if (value != null) {
                json.put(name, value);
            }
        }
    }

    /**
     * A call of a tool, or more of its arguments.
     *
     * @param index of the call within its choice, from 0
     * @param id in the first chunk of the call only
     * @param type {@code function}, in the first chunk of the call only
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ToolCall(int index, String id, String type, Function function) {}

    /**
     * What is called.
     *
     * @param name of the tool, in the first chunk of the call only
     * @param arguments more JSON text; empty in the first chunk of the call
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Function(String name, String arguments) {}
}

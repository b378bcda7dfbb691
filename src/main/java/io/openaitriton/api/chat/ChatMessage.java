package io.openaitriton.api.chat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One turn of a conversation as a client sends it.
 *
 * @param role {@code system}, {@code developer}, {@code user}, {@code assistant} or {@code tool}
 * @param content null if the client sent null or nothing, as assistants with tool calls do
 * @param name of the participant or of the function, for templates that write it
 * @param refusal what an assistant of OpenAI's said in place of content
 * @param reasoning what an assistant thought before it spoke, as vLLM names it
 * @param reasoningContent the same by its older name
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ChatMessage(
        String role,
        MessageContent content,
        String name,
        String reasoning,
        @JsonProperty("reasoning_content") String reasoningContent,

        @JsonDeserialize(contentAs = ObjectNode.class) @JsonProperty("tool_calls")
        List<JsonNode> toolCalls,

        @JsonProperty("tool_call_id") String toolCallId,

        @JsonDeserialize(as = ObjectNode.class) @JsonProperty("function_call")
        JsonNode functionCall,

        String refusal) {}

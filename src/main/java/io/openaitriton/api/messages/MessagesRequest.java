package io.openaitriton.api.messages;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.api.json.RepeatedTools;
import java.util.List;

/**
 * The body of {@code POST /v1/messages} and of {@code POST /v1/messages/count_tokens}. A component is null if the client left it
 * out or sent null;
 * unknown fields are ignored. Source: Anthropic's API reference, "Create a Message".
 *
 * @param maxTokens required, except for counting
 * @param system a string or a list of text blocks
 * @param thinking whether the model reasons, and whether the client gets the reasoning
 * @param outputConfig the output format, and the reasoning effort
 * @param outputFormat the output format, in its older place
 * @param thread a conversation that the server keeps: refused
 * @param container refused
 * @param mcpServers refused
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record MessagesRequest(
        String model,
        @JsonProperty("max_tokens") Integer maxTokens,
        List<MessageParam> messages,
        JsonNode system,
        @JsonProperty("stop_sequences") List<String> stopSequences,
        Double temperature,
        @JsonProperty("top_p") Double topP,
        @JsonProperty("top_k") Integer topK,
        @JsonDeserialize(using = RepeatedTools.class) List<JsonNode> tools,

        @JsonDeserialize(as = ObjectNode.class) @JsonProperty("tool_choice")
        JsonNode toolChoice,

        @JsonDeserialize(as = ObjectNode.class) JsonNode thinking,

        @JsonDeserialize(as = ObjectNode.class) @JsonProperty("output_config")
        JsonNode outputConfig,

        @JsonDeserialize(as = ObjectNode.class) @JsonProperty("output_format")
        JsonNode outputFormat,

        Boolean stream,
        @JsonDeserialize(as = ObjectNode.class) JsonNode metadata,
        JsonNode thread,
        JsonNode container,
        @JsonProperty("mcp_servers") JsonNode mcpServers) {

    /**
     * One turn of the conversation, or a part of it.
     *
     * @param role {@code user}, {@code assistant} or {@code system}
     * @param content a string or a list of blocks
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record MessageParam(String role, JsonNode content) {}

    /** Whether the client asks the model to reason: then it also gets the reasoning. */
    boolean thinks() {
        return thinking != null && !"disabled".equals(thinking.path("type").asText("disabled"));
    }

    /** Whether the client wants reasoning blocks without the reasoning. */
    boolean omitsThoughts() {
        return thinking != null && "omitted".equals(thinking.path("display").asText());
    }

    /** The reasoning effort, or null. */
    String effort() {
        return outputConfig == null ? null : outputConfig.path("effort").textValue();
    }

    /** The user, or null. */
    String userId() {
        return metadata == null ? null : metadata.path("user_id").textValue();
    }
}

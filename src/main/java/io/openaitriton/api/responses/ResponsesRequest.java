package io.openaitriton.api.responses;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openaitriton.api.json.RepeatedTools;
import java.util.List;

/**
 * The body of {@code POST /v1/responses}. Every component is null if the client left it out or sent null; unknown fields are
 * ignored. Source: OpenAI
 * API reference, "Create a model response".
 *
 * @param input a string or a list of items
 * @param instructions instructions before all input
 * @param maxOutputTokens tokens to generate at most, thoughts included
 * @param text the output format and the verbosity
 * @param reasoning the reasoning effort, and whether the client wants the reasoning as a summary
 * @param promptCacheKey requests with the same one begin alike; may choose a replica
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ResponsesRequest(
        String model,
        JsonNode input,
        String instructions,
        Boolean stream,
        @JsonDeserialize(using = RepeatedTools.class) List<JsonNode> tools,
        @JsonProperty("tool_choice") JsonNode toolChoice,
        @JsonProperty("parallel_tool_calls") Boolean parallelToolCalls,
        @JsonProperty("max_tool_calls") Integer maxToolCalls,
        @JsonProperty("max_output_tokens") Integer maxOutputTokens,
        Double temperature,
        @JsonProperty("top_p") Double topP,
        @JsonProperty("presence_penalty") Double presencePenalty,
        @JsonProperty("frequency_penalty") Double frequencyPenalty,
        @JsonProperty("top_logprobs") Integer topLogprobs,
        @JsonDeserialize(as = ObjectNode.class) JsonNode text,
        @JsonDeserialize(as = ObjectNode.class) JsonNode reasoning,
        List<String> include,
        Boolean store,
        @JsonProperty("previous_response_id") String previousResponseId,
        JsonNode conversation,
        Boolean background,
        JsonNode prompt,
        String truncation,
        @JsonDeserialize(as = ObjectNode.class) JsonNode metadata,
        @JsonProperty("safety_identifier") String safetyIdentifier,
        @JsonProperty("prompt_cache_key") String promptCacheKey,
        String user) {

    /** A field of {@code reasoning}, or null. */
    String reasoning(String field) {
        return reasoning == null ? null : reasoning.path(field).textValue();
    }

    /** Whether reasoning is sent as a summary, which clients request by name; the older name is accepted too. */
    boolean wantsSummary() {
        return reasoning("summary") != null || reasoning("generate_summary") != null;
    }

    /** Whether the client wants the log probabilities of the answer's tokens. */
    boolean wantsLogprobs() {
        return topLogprobs != null && topLogprobs > 0 || includesLogprobs();
    }

    /** Whether {@code include} requests them. */
    boolean includesLogprobs() {
        return include != null && include.contains("message.output_text.logprobs");
    }
}

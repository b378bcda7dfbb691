package io.openaitriton.api.responses;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.openaitriton.api.json.SharedTools;
import io.openaitriton.generation.Sampling;
import java.util.ArrayList;
import java.util.List;

/**
 * What a response repeats of its request. All fields are always present: openai-java and the Open Responses specification require
 * them.
 *
 * @param store whether it is stored, or will be when it has ended
 * @param temperature that was used
 * @param topP that was used
 * @param serviceTier always {@code default}
 */
@JsonPropertyOrder({
    "background",
    "frequency_penalty",
    "instructions",
    "max_output_tokens",
    "max_tool_calls",
    "metadata",
    "parallel_tool_calls",
    "presence_penalty",
    "previous_response_id",
    "prompt_cache_key",
    "reasoning",
    "safety_identifier",
    "service_tier",
    "store",
    "temperature",
    "text",
    "tool_choice",
    "tools",
    "top_logprobs",
    "top_p",
    "truncation"
})
public record Echo(
        boolean background,
        @JsonProperty("frequency_penalty") double frequencyPenalty,
        String instructions,
        @JsonProperty("max_output_tokens") Integer maxOutputTokens,
        @JsonProperty("max_tool_calls") Integer maxToolCalls,
        JsonNode metadata,
        @JsonProperty("parallel_tool_calls") boolean parallelToolCalls,
        @JsonProperty("presence_penalty") double presencePenalty,
        @JsonProperty("previous_response_id") String previousResponseId,
        @JsonProperty("prompt_cache_key") String promptCacheKey,
        JsonNode reasoning,
        @JsonProperty("safety_identifier") String safetyIdentifier,
        @JsonProperty("service_tier") String serviceTier,
        boolean store,
        Double temperature,
        JsonNode text,
        @JsonProperty("tool_choice") JsonNode toolChoice,
        List<JsonNode> tools,
        @JsonProperty("top_logprobs") int topLogprobs,
        @JsonProperty("top_p") Double topP,
        String truncation) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /**
     * For a response that is not stored.
     *
     * @param sampling null if it is not known yet
     */
    static Echo of(ResponsesRequest request, Sampling sampling) {
        return new Echo(
                false,
                request.frequencyPenalty() == null ? 0 : request.frequencyPenalty(),
                request.instructions(),
                request.maxOutputTokens(),
                request.maxToolCalls(),
                request.metadata() == null ? JSON.objectNode() : request.metadata(),
                !Boolean.FALSE.equals(request.parallelToolCalls()),
                request.presencePenalty() == null ? 0 : request.presencePenalty(),
                request.previousResponseId(),
                request.promptCacheKey(),
                reasoning(request),
                request.safetyIdentifier(),
                "default",
                false,
                sampling == null ? request.temperature() : (Double) sampling.temperature(),
                text(request),
                Invalid.isThere(request.toolChoice()) ? request.toolChoice() : TextNode.valueOf("auto"),
                tools(request),
                request.topLogprobs() == null ? 0 : request.topLogprobs(),
                sampling == null ? request.topP() : (Double) sampling.topP(),
                "disabled");
    }

    Echo withStore(boolean stored) {
        return new Echo(
                background,
                frequencyPenalty,
                instructions,
                maxOutputTokens,
                maxToolCalls,
                metadata,
                parallelToolCalls,
                presencePenalty,
                previousResponseId,
                promptCacheKey,
                reasoning,
                safetyIdentifier,
                serviceTier,
                stored,
                temperature,
                text,
                toolChoice,
                tools,
                topLogprobs,
                topP,
                truncation);
    }

    /** For a failure that belongs to no known request. */
    static Echo none() {
        return of(
                new ResponsesRequest(
                        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                        null, null, null, null, null, null, null, null, null, null, null),
                null);
    }

    private static JsonNode reasoning(ResponsesRequest request) {
        ObjectNode reasoning = JSON.objectNode();
        reasoning.put("effort", request.reasoning("effort"));
        String summary = request.reasoning("summary");
        return reasoning.put("summary", summary != null ? summary : request.reasoning("generate_summary"));
    }

    private static JsonNode text(ResponsesRequest request) {
        ObjectNode text = JSON.objectNode();
        if (request.text() != null) {
            text.setAll((ObjectNode) request.text());
        }
        if (!Invalid.isThere(text.get("format"))) {
            text.putObject("format").put("type", "text");
        }
        return text;
    }

    private static List<JsonNode> tools(ResponsesRequest request) {
        List<JsonNode> sent = request.tools() == null ? List.of() : request.tools();
        return SharedTools.derived(sent, Echo.class, () -> SharedTools.madeOf(sent, whole(sent)));
    }

    private static List<JsonNode> whole(List<JsonNode> sent) {
        List<JsonNode> tools = new ArrayList<>();
        for (JsonNode tool : sent) {
            tools.add("function".equals(tool.path("type").textValue()) ? whole((ObjectNode) tool) : tool);
        }
        return tools;
    }

    private static JsonNode whole(ObjectNode function) {
        ObjectNode whole = function;
        for (String field : List.of("description", "parameters", "strict")) {
            if (!function.has(field)) {
                whole = whole == function ? JSON.objectNode().setAll(function) : whole;
                whole.putNull(field);
            }
        }
        return whole;
    }
}

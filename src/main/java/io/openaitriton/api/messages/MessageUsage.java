package io.openaitriton.api.messages;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.openaitriton.generation.Usage;

/**
 * Tokens of a request and its answer. Clients require it, so unknown numbers are 0. How much of the prompt was in the backend's
 * cache is unknown, so all of it counts as input.
 */
@JsonPropertyOrder({
    "input_tokens",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
    "output_tokens",
    "service_tier",
    "server_tool_use"
})
public record MessageUsage(
        @JsonProperty("input_tokens") long inputTokens,
        @JsonProperty("output_tokens") long outputTokens) {

    /** Null for unknown tokens. */
    static MessageUsage of(Usage usage) {
        return usage == null
                ? new MessageUsage(0, 0)
                : new MessageUsage(usage.promptTokens(), usage.completionTokens());
    }

    @JsonProperty("cache_creation_input_tokens")
    long cacheCreationInputTokens() {
        return 0;
    }

    @JsonProperty("cache_read_input_tokens")
    long cacheReadInputTokens() {
        return 0;
    }

    @JsonProperty("service_tier")
    String serviceTier() {
        return "standard";
    }

    /** Null: this server runs no tools. */
    @JsonProperty("server_tool_use")
    Object serverToolUse() {
        return null;
    }
}

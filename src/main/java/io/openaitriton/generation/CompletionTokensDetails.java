package io.openaitriton.generation;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What the generated tokens of an answer were. Its JSON is OpenAI's.
 *
 * @param reasoningTokens of the model's thoughts, whether or not the client was told them
 */
public record CompletionTokensDetails(
        @JsonProperty("reasoning_tokens") long reasoningTokens) {}

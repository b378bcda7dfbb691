package io.openaitriton.generation;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Details of the generated tokens of an answer. Its JSON is OpenAI's.
 *
 * @param reasoningTokens of the model's reasoning, even if the client did not get it
 */
public record CompletionTokensDetails(
        @JsonProperty("reasoning_tokens") long reasoningTokens) {}

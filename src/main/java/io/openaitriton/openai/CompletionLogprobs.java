package io.openaitriton.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * Log probabilities in the older shape of {@code /v1/completions}: lists of the same length, one element a token. Source:
 * OpenAI API reference, "The completion object".
 *
 * @param tokens their texts
 * @param tokenLogprobs natural logarithms of their probabilities
 * @param topLogprobs the likeliest tokens at their places with their log probabilities; null where none were asked for
 * @param textOffset where in the choice's text they begin, in UTF-16 units
 */
public record CompletionLogprobs(
        List<String> tokens,
        @JsonProperty("token_logprobs") List<Double> tokenLogprobs,
        @JsonProperty("top_logprobs") List<Map<String, Double>> topLogprobs,
        @JsonProperty("text_offset") List<Integer> textOffset) {}

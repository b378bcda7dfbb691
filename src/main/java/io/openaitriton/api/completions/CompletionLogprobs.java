package io.openaitriton.api.completions;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.openaitriton.generation.TokenLogprob;
import io.openaitriton.generation.TokenLogprob.TopLogprob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Log probabilities in the older shape of {@code /v1/completions}: lists of the same length, one element a token. Source:
 * OpenAI API reference, "The completion object".
 *
 * @param tokens their texts
 * @param tokenLogprobs natural logarithms of their probabilities
 * @param topLogprobs the likeliest tokens at their places with their log probabilities; null if none were asked for
 * @param textOffset where in the choice's text they begin, in UTF-16 units
 */
public record CompletionLogprobs(
        List<String> tokens,
        @JsonProperty("token_logprobs") List<Double> tokenLogprobs,
        @JsonProperty("top_logprobs") List<Map<String, Double>> topLogprobs,
        @JsonProperty("text_offset") List<Integer> textOffset) {

    /**
     * Log probabilities in this shape.
     *
     * @param offset how much of the choice's text the tokens before them have, in UTF-16 units
     */
    static CompletionLogprobs of(List<TokenLogprob> content, int offset) {
        List<String> tokens = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        List<Map<String, Double>> top = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        int at = offset;
        for (TokenLogprob token : content) {
            tokens.add(token.token());
            values.add(token.logprob());
            offsets.add(at);
            at += token.token().length();
            Map<String, Double> likeliest = new LinkedHashMap<>();
            for (TopLogprob candidate : token.topLogprobs()) {
                likeliest.putIfAbsent(candidate.token(), candidate.logprob());
            }
            top.add(likeliest);
        }
        boolean asked = top.stream().anyMatch(likeliest -> !likeliest.isEmpty());
        return new CompletionLogprobs(tokens, values, asked ? top : null, offsets);
    }
}

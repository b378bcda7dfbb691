package io.openaitriton.generation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * A token that the model chose, and the likeliest tokens at its position. Its JSON is OpenAI's.
 *
 * @param token its text
 * @param logprob natural logarithm of its probability, -9999 for an impossible token
 * @param bytes its text in UTF-8, or null if it is only part of a character
 * @param topLogprobs as many as requested, likeliest first
 */
@JsonPropertyOrder({"token", "logprob", "bytes", "top_logprobs"})
public record TokenLogprob(
        String token,
        double logprob,
        List<Integer> bytes,
        @JsonProperty("top_logprobs") List<TopLogprob> topLogprobs) {

    /** One of the likeliest tokens at a place; the components are those of {@link TokenLogprob}. */
    public record TopLogprob(String token, double logprob, List<Integer> bytes) {}
}

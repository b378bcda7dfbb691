package io.openaitriton.triton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Reads the log probabilities of the vLLM backend. */
public final class VllmLogprobs {
    private VllmLogprobs() {}

    /**
     * A chosen token or an alternative.
     *
     * @param token its text, empty for a part of a character
     * @param rank 1 is the likeliest
     */
    public record Candidate(String token, double logprob, int rank) {}

    /**
     * The candidates at each position, the chosen one first.
     *
     * @param json {@code [{"<token id>": {"logprob": -0.5, "rank": 1, "decoded_token": "a"}, ...}, ...]}, the word
     *     {@code null} or null
     * @throws TritonException when it is something else
     */
    public static List<List<Candidate>> parse(String json) {
        List<List<Candidate>> places = new ArrayList<>();
        if (json == null) {
            return places;
        }
        try {
            for (JsonNode place : AnswerReader.MAPPER.readTree(json)) {
                List<Candidate> candidates = new ArrayList<>();
                for (JsonNode candidate : place) {
                    candidates.add(new Candidate(
                            candidate.path("decoded_token").asText(""),
                            candidate.path("logprob").doubleValue(),
                            candidate.path("rank").asInt(Integer.MAX_VALUE)));
                }
                if (!candidates.isEmpty()) {
                    places.add(candidates);
                }
            }
            return places;
        } catch (JsonProcessingException e) {
            throw new TritonException(TritonException.Kind.BAD_ANSWER, "its log probabilities are not JSON", e);
        }
    }
}

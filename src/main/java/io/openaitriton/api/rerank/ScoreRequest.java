package io.openaitriton.api.rerank;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.embeddings.EmbeddingUsage;
import java.util.HashMap;
import java.util.Map;

/**
 * The body of {@code POST /v1/score}. Source: vLLM's documentation, "Score API".
 *
 * @param text1 the first texts of the pairs: one for all, or one for each; null when it was left out
 * @param text2 the second texts, one for each pair; null when it was left out
 * @param user who asks, as the client calls them
 * @param others what else the client sent
 */
public record ScoreRequest(
        String model,
        @JsonProperty("text_1") Texts text1,
        @JsonProperty("text_2") Texts text2,
        String user,
        @JsonAnySetter Map<String, JsonNode> others)
        implements PairRequest {

    public ScoreRequest {
        others = others == null ? new HashMap<>() : others;
    }

    @Override
    public int size() {
        return text2.all().size();
    }

    @Override
    public String first(int index) {
        return text1.of(index);
    }

    @Override
    public String second(int index) {
        return text2.all().get(index);
    }

    @Override
    public String firstField(int index) {
        return text1.field("text_1", index);
    }

    @Override
    public String secondField(int index) {
        return text2.field("text_2", index);
    }

    @Override
    public String idPrefix() {
        return "score-";
    }

    @Override
    public PairAnswer answer(AnswerHead head, double[] scores, EmbeddingUsage usage) {
        return ScoreAnswer.of(head, scores, usage);
    }
}

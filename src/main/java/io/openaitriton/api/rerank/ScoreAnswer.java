package io.openaitriton.api.rerank;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.embeddings.EmbeddingUsage;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The answer to a request for scores.
 *
 * @param created seconds since 1970
 * @param data a score for each pair, in their order
 */
@JsonPropertyOrder({"id", "object", "created", "model", "data", "usage"})
public record ScoreAnswer(String id, long created, String model, List<Score> data, EmbeddingUsage usage)
        implements PairAnswer {

    static ScoreAnswer of(AnswerHead head, double[] scores, EmbeddingUsage usage) {
        return new ScoreAnswer(
                head.id(),
                head.created(),
                head.model(),
                IntStream.range(0, scores.length)
                        .mapToObj(index -> new Score(index, scores[index]))
                        .toList(),
                usage);
    }

    @JsonProperty
    String object() {
        return "list";
    }
}

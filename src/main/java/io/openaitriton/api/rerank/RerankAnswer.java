package io.openaitriton.api.rerank;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.embeddings.EmbeddingUsage;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The answer to a rerank request, with all fields that clients of Cohere, Jina and vLLM read.
 *
 * @param results best first; equal ones in the order of the request
 */
@JsonPropertyOrder({"id", "model", "results", "meta", "usage"})
public record RerankAnswer(String id, String model, List<RerankResult> results, RerankMeta meta, EmbeddingUsage usage)
        implements PairAnswer {

    static RerankAnswer of(RerankRequest request, AnswerHead head, double[] scores, EmbeddingUsage usage) {
        List<RerankDocument> documents = request.documents().all();
        boolean withDocuments = Boolean.TRUE.equals(request.returnDocuments());
        List<RerankResult> results = IntStream.range(0, scores.length)
                .boxed()
                // stable, so equal ones keep their order
                .sorted(Comparator.comparingDouble(index -> -scores[index]))
                .limit(request.topN() == null ? scores.length : request.topN())
                .map(index -> new RerankResult(
                        index,
                        scores[index],
                        withDocuments ? documents.get(index).answered() : null))
                .toList();
        return new RerankAnswer(head.id(), head.model(), results, RerankMeta.of(scores.length, usage), usage);
    }
}

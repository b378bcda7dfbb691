package io.openaitriton.api.rerank;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.api.AnswerHead;
import io.openaitriton.api.embeddings.EmbeddingUsage;
import java.util.HashMap;
import java.util.Map;

/**
 * The body of {@code POST /v1/rerank}. Source: the API references of Cohere and Jina, "Rerank".
 *
 * @param documents null when they were left out
 * @param topN results that are wanted; null for all
 * @param returnDocuments whether results have their documents
 * @param rankFields fields of documents that are scored
 * @param user who asks, as the client calls them
 * @param others what else the client sent
 */
public record RerankRequest(
        String model,
        String query,
        RerankDocuments documents,
        @JsonProperty("top_n") Integer topN,
        @JsonProperty("return_documents") Boolean returnDocuments,
        @JsonProperty("rank_fields") JsonNode rankFields,
        String user,
        @JsonAnySetter Map<String, JsonNode> others)
        implements PairRequest {

    public RerankRequest {
        others = others == null ? new HashMap<>() : others;
    }

    @Override
    public int size() {
        return documents.all().size();
    }

    @Override
    public String first(int index) {
        return query;
    }

    @Override
    public String second(int index) {
        return documents.all().get(index).text();
    }

    @Override
    public String firstField(int index) {
        return "query";
    }

    @Override
    public String secondField(int index) {
        return "documents[" + index + "]" + (documents.all().get(index).object() == null ? "" : ".text");
    }

    @Override
    public String idPrefix() {
        return "rerank-";
    }

    @Override
    public PairAnswer answer(AnswerHead head, double[] scores, EmbeddingUsage usage) {
        return RerankAnswer.of(this, head, scores, usage);
    }
}

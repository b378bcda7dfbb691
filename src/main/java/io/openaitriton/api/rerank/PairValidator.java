package io.openaitriton.api.rerank;

import com.fasterxml.jackson.databind.JsonNode;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Unicode;
import java.util.List;
import java.util.Map;

/** Checks the rules for every request that scores pairs of texts. */
public final class PairValidator {
    /** Pairs that a request may have, as many as inputs of embeddings. */
    public static final int MAX_PAIRS = 2048;

    /** Characters of a first text times its pairs: it is sent with each pair, and a request of a few MB must not become GBs. */
    static final long MAX_REPEATED = 1 << 24;

    /** Fields that other servers know, and that would change the scores or the results. */
    static final List<String> REFUSED = List.of(
            "activation",
            "add_special_tokens",
            "chat_template",
            "instruct",
            "instruction",
            "max_chunks_per_doc",
            "max_doc_length",
            "max_query_length",
            "max_tokens_per_doc",
            "overlap_tokens",
            "raw_scores",
            "return_embeddings",
            "softmax",
            "truncate",
            "truncate_prompt_tokens",
            "truncation",
            "use_activation");

    private PairValidator() {}

    /**
     * Returns the request if it is valid.
     *
     * @throws ApiException 400, naming the first field at fault
     */
    public static RerankRequest validate(RerankRequest request) {
        if (request == null) {
            throw noBody();
        }
        require("query", request.query());
        require("documents", request.documents());
        text("query", request.query());
        count("documents", request.documents().all().size());
        for (int i = 0; i < request.size(); i++) {
            document(i, request.documents().all().get(i));
            text(request.secondField(i), request.second(i));
        }
        repeated("query", request.query(), request.size());
        if (request.topN() != null && request.topN() < 1) {
            throw ApiException.invalid(
                    "top_n", "Invalid value for 'top_n': expected 1 or more, but got " + request.topN() + ".");
        }
        rankFields(request.rankFields());
        refused(request.others());
        return request;
    }

    /**
     * Returns the request if it is valid.
     *
     * @throws ApiException 400, naming the first field at fault
     */
    public static ScoreRequest validate(ScoreRequest request) {
        if (request == null) {
            throw noBody();
        }
        require("text_1", request.text1());
        require("text_2", request.text2());
        int firsts = request.text1().all().size();
        count("text_1", firsts);
        count("text_2", request.text2().all().size());
        if (firsts > 1 && firsts != request.size()) {
            throw ApiException.invalid(
                    "text_2",
                    "Invalid 'text_2': expected " + firsts + " texts, the same number as in 'text_1', but got "
                            + request.size() + ". A single text in 'text_1' is paired with each text in 'text_2'.");
        }
        for (int i = 0; i < firsts; i++) {
            text(request.firstField(i), request.first(i));
        }
        for (int i = 0; i < request.size(); i++) {
            text(request.secondField(i), request.second(i));
        }
        if (firsts == 1) {
            repeated(request.firstField(0), request.first(0), request.size());
        }
        refused(request.others());
        return request;
    }

    private static ApiException noBody() {
        return ApiException.invalid(null, "Missing request body: expected a JSON object.");
    }

    private static void require(String field, Object value) {
        if (value == null) {
            throw ApiException.invalid(field, "Missing required parameter: '" + field + "'.");
        }
    }

    private static void count(String field, int count) {
        if (count == 0) {
            throw invalid(
                    field,
                    "empty_array",
                    "Invalid '" + field + "': expected at least one text, but the array is empty.");
        }
        if (count > MAX_PAIRS) {
            throw invalid(
                    field,
                    "array_above_max_length",
                    "Invalid '" + field + "': expected at most " + MAX_PAIRS + " texts, but got " + count
                            + ". Send several requests.");
        }
    }

    private static void document(int index, RerankDocument document) {
        if (document.text() == null) {
            String field = "documents[" + index + "].text";
            throw ApiException.invalid(
                    field,
                    document.object().hasNonNull("text")
                            ? "Invalid type for '" + field + "': expected a string."
                            : "Missing required parameter: '" + field + "'.");
        }
    }

    private static void text(String field, String text) {
        if (text.isEmpty()) {
            throw invalid(field, "empty_string", "Invalid '" + field + "': expected a string that is not empty.");
        }
        int at = Unicode.loneSurrogate(text);
        if (at >= 0) {
            throw ApiException.invalid(
                    field, "Invalid text in '" + field + "': unpaired surrogate at position " + at + ".");
        }
    }

    private static void repeated(String field, String text, int pairs) {
        if ((long) text.length() * pairs > MAX_REPEATED) {
            throw invalid(
                    field,
                    "string_above_max_length",
                    "Invalid '" + field + "': with " + pairs + " texts to score, it may have at most "
                            + MAX_REPEATED / pairs + " characters, but it has " + text.length()
                            + ". Shorten it, or send fewer texts at a time.");
        }
    }

    private static void rankFields(JsonNode fields) {
        boolean text = fields == null
                || fields.isNull()
                || fields.isArray()
                        && fields.size() == 1
                        && "text".equals(fields.get(0).textValue());
        if (!text) {
            throw ApiException.invalid(
                    "rank_fields",
                    "Invalid value for 'rank_fields': expected [\"text\"]: only 'text' of a document is scored. Put"
                            + " everything that matters into 'text', and leave the field out.");
        }
    }

    private static void refused(Map<String, JsonNode> others) {
        for (String field : REFUSED) {
            if (others.containsKey(field) && !others.get(field).isNull()) {
                throw ApiException.invalid(
                        field,
                        "'" + field + "' is not supported: the model's definition in the gateway sets how texts are"
                                + " scored. Leave the field out.");
            }
        }
    }

    private static ApiException invalid(String field, String code, String message) {
        return ApiException.of(400, "invalid_request_error", field, code, message, null);
    }
}

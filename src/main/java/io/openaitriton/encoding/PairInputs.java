package io.openaitriton.encoding;

import io.openaitriton.api.rerank.PairRequest;
import io.openaitriton.encoder.EncoderInput;
import io.openaitriton.encoder.Layout;
import io.openaitriton.encoder.TokenIds;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.ContextLimit;
import io.openaitriton.tokenizer.Truncation.Strategy;
import io.openaitriton.triton.TritonException;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the client's pairs into a cross-encoder's input: texts or tokens, none of them too long.
 *
 * @param tokens the model's tokenizer; null when its definition has none
 * @param most most tokens of a pair; 0 if unknown
 * @param truncate whether longer inputs are truncated instead of refused
 * @param strategy which text of a pair is truncated if the model takes tokens; if it takes texts, it is the second
 */
public record PairInputs(ModelTokens tokens, int most, boolean truncate, Strategy strategy) {

    /**
     * The pairs for a model.
     *
     * @throws ApiException 400, naming a text that the model cannot take
     * @throws TritonException if the definition lacks what the model needs
     */
    public List<EncoderInput> read(PairRequest request, Layout layout) {
        if (tokens == null && !layout.takesTexts()) {
            throw ModelTokens.missing();
        }
        int limit = layout.limit(most);
        List<EncoderInput> inputs = new ArrayList<>(request.size());
        String before = null;
        int[] first = null;
        for (int i = 0; i < request.size(); i++) {
            String text = request.first(i);
            if (tokens == null) {
                inputs.add(new EncoderInput(text, request.second(i), null));
                continue;
            }
            // the query of many pairs is encoded once
            if (!text.equals(before)) {
                first = tokens.ids(text);
                before = text;
            }
            inputs.add(input(i, first, request, layout, limit));
        }
        return inputs;
    }

    private EncoderInput input(int index, int[] first, PairRequest request, Layout layout, int limit) {
        String second = request.second(index);
        TokenIds all = limit == 0 ? encode(first, second, 0) : atMost(first, second, limit + 1);
        if (limit == 0 || all.ids().length <= limit) {
            return new EncoderInput(request.first(index), second, all);
        }
        if (!truncate) {
            throw tooLong(index, first, request, limit);
        }
        if (layout.takesTokens() && strategy == Strategy.LONGEST_FIRST) {
            return new EncoderInput(request.first(index), second, encode(first, second, limit));
        }
        if (first.length + tokens.aroundPairs() >= limit) {
            throw tooLong(request.firstField(index), "leaves no room for a second text", limit);
        }
        if (layout.takesTokens()) {
            return new EncoderInput(request.first(index), second, encode(first, second, limit));
        }
        String cut = TextCut.longest(
                second, limit, beginning -> atMost(first, beginning, limit + 1).ids().length <= limit);
        if (cut.isEmpty()) {
            throw tooLong(request.firstField(index), "leaves no room for a second text", limit);
        }
        return new EncoderInput(request.first(index), cut, encode(first, cut, 0));
    }

    private TokenIds encode(int[] first, String second, int limit) {
        return tokens.encodePair(first, second, limit, strategy);
    }

    /** Encodes only as much as needed to know whether it is too long: a text may have megabytes. */
    private TokenIds atMost(int[] first, String second, int limit) {
        return tokens.encodePair(first, second, limit, Strategy.LONGEST_FIRST);
    }

    private ApiException tooLong(int index, int[] first, PairRequest request, int limit) {
        return first.length + tokens.aroundPairs() >= limit
                ? tooLong(request.firstField(index), "leaves no room for a second text", limit)
                : tooLong(request.secondField(index), "and the text paired with it have more", limit);
    }

    private static ApiException tooLong(String field, String why, int limit) {
        return ContextLimit.exceeded(
                field,
                "This model takes at most " + limit + " tokens a pair, but '" + field + "' " + why + ". Shorten it.");
    }
}

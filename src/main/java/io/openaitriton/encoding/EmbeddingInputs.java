package io.openaitriton.encoding;

import io.openaitriton.api.embeddings.EmbeddingsInput;
import io.openaitriton.encoder.EncoderInput;
import io.openaitriton.encoder.Layout;
import io.openaitriton.encoder.TokenIds;
import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.ContextLimit;
import io.openaitriton.triton.TritonException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns the client's input into the model's: texts or tokens, none of them too long.
 *
 * @param tokens the model's tokenizer; null when its definition has none
 * @param most most tokens of an input; 0 if unknown
 * @param truncate whether longer inputs are truncated instead of refused
 */
public record EmbeddingInputs(ModelTokens tokens, int most, boolean truncate) {
    /** Longest text, in characters, whose tokens are counted for the error message. */
    private static final int COUNTED = 100_000;

    /**
     * The inputs for a model.
     *
     * @throws ApiException 400, naming an input that the model cannot take
     * @throws TritonException if the definition lacks what the model needs
     */
    public List<EncoderInput> read(EmbeddingsInput input, Layout layout) {
        int limit = layout.limit(most);
        List<EncoderInput> inputs = new ArrayList<>(input.size());
        for (int i = 0; i < input.size(); i++) {
            String field = input.field(i);
            inputs.add(
                    input.texts() == null
                            ? ofTokens(field, input.tokens().get(i), layout, limit)
                            : ofText(field, input.texts().get(i), layout, limit));
        }
        return inputs;
    }

    private EncoderInput ofText(String field, String text, Layout layout, int limit) {
        if (tokens == null) {
            if (!layout.takesTexts()) {
                throw ModelTokens.missing();
            }
            return new EncoderInput(text, null);
        }
        // only as much of a text as needed: it may have megabytes
        TokenIds all = tokens.encode(text, limit == 0 ? 0 : limit + 1);
        if (limit == 0 || all.ids().length <= limit) {
            return new EncoderInput(text, all);
        }
        if (!truncate) {
            throw tooLong(
                    field,
                    text.length() <= COUNTED ? "has " + tokens.encode(text, 0).ids().length : "has more",
                    limit);
        }
        if (layout.takesTokens()) {
            return new EncoderInput(null, tokens.encode(text, limit));
        }
        String cut = TextCut.longest(
                text, limit, beginning -> tokens.encode(beginning, limit + 1).ids().length <= limit);
        return new EncoderInput(cut, tokens.encode(cut, 0));
    }

    private EncoderInput ofTokens(String field, int[] ids, Layout layout, int limit) {
        if (!layout.takesTokens()) {
            throw ApiException.invalid(field, "Invalid '" + field + "': this model takes no token ids. Send text.");
        }
        for (int id : ids) {
            if (tokens != null && id >= tokens.idEnd()) {
                throw ApiException.invalid(
                        field,
                        "Invalid '" + field + "': " + id + " is not the id of a token, as this model's last is "
                                + (tokens.idEnd() - 1) + ".");
            }
        }
        if (limit > 0 && ids.length > limit) {
            if (!truncate) {
                throw tooLong(field, "has " + ids.length, limit);
            }
            return new EncoderInput(null, new TokenIds(Arrays.copyOf(ids, limit), null));
        }
        return new EncoderInput(null, new TokenIds(ids, null));
    }

    private static ApiException tooLong(String field, String has, int limit) {
        return ContextLimit.exceeded(
                field,
                "This model takes at most " + limit + " tokens, but '" + field + "' " + has + ". Shorten it, or send"
                        + " it in parts.");
    }
}

package io.openaitriton.camel;

import io.openaitriton.api.embeddings.EmbeddingsInput;
import io.openaitriton.encoder.EncoderInput;
import io.openaitriton.encoder.Layout;
import io.openaitriton.encoder.TokenIds;
import io.openaitriton.generation.ApiException;
import io.openaitriton.triton.TritonException;
import io.openaitriton.triton.TritonException.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the client sent as what a model takes: texts, or tokens, none of them too long.
 *
 * @param tokens the model's tokenizer; null when its definition has none
 * @param most tokens that an input may have; 0 when that is not known
 * @param truncate whether what is longer is cut instead of refused
 */
record EmbeddingInputs(ModelTokens tokens, int most, boolean truncate) {

    /**
     * The inputs for a model.
     *
     * @throws ApiException 400, naming an input that the model cannot take
     * @throws TritonException when the definition lacks what the model needs
     */
    List<EncoderInput> read(EmbeddingsInput input, Layout layout) {
        int limit = limit(layout);
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

    private int limit(Layout layout) {
        int room = layout.longestInput();
        return most == 0 || room != 0 && room < most ? room : most;
    }

    private EncoderInput ofText(String field, String text, Layout layout, int limit) {
        if (tokens == null) {
            if (!layout.takesTexts()) {
                throw new TritonException(
                        Kind.NOT_READY,
                        "it takes tokens, so its definition needs 'tokenizer', the path of its tokenizer.json");
            }
            return new EncoderInput(text, null);
        }
        TokenIds all = tokens.encode(text, 0);
        if (limit == 0 || all.ids().length <= limit) {
            return new EncoderInput(text, all);
        }
        if (!truncate) {
            throw tooLong(field, all.ids().length, limit);
        }
        if (layout.takesTokens()) {
            return new EncoderInput(null, tokens.encode(text, limit));
        }
        String cut = cut(text, limit);
        return new EncoderInput(cut, tokens.encode(cut, 0));
    }

    /** The longest beginning of a text that has no more tokens. */
    private String cut(String text, int limit) {
        int fits = 0;
        int end = text.length();
        while (end - fits > 1) {
            int middle = (fits + end) >>> 1;
            int at = Character.isLowSurrogate(text.charAt(middle)) ? middle - 1 : middle;
            if (at <= fits) {
                break;
            }
            if (tokens.encode(text.substring(0, at), 0).ids().length <= limit) {
                fits = at;
            } else {
                end = at;
            }
        }
        return text.substring(0, fits);
    }

    private EncoderInput ofTokens(String field, int[] ids, Layout layout, int limit) {
        if (!layout.takesTokens()) {
            throw ApiException.invalid(field, "Invalid '" + field + "': this model takes no token ids, send the text.");
        }
        if (limit > 0 && ids.length > limit) {
            if (!truncate) {
                throw tooLong(field, ids.length, limit);
            }
            return new EncoderInput(null, new TokenIds(Arrays.copyOf(ids, limit), null));
        }
        return new EncoderInput(null, new TokenIds(ids, null));
    }

    private static ApiException tooLong(String field, int length, int limit) {
        return ApiException.of(
                400,
                "invalid_request_error",
                field,
                "context_length_exceeded",
                "This model takes at most " + limit + " tokens, but '" + field + "' has " + length
                        + ". Shorten it, or send" + " it in parts.",
                null);
    }
}

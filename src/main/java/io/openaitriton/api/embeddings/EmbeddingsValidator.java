package io.openaitriton.api.embeddings;

import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Unicode;
import java.util.List;

/** Checks the rules of OpenAI's API reference for every embeddings request, for every model. */
public final class EmbeddingsValidator {
    /** Inputs that a request may have. Source: OpenAI API reference. */
    public static final int MAX_INPUTS = 2048;

    /** Fields that other servers know, and that would change the vectors. */
    static final List<String> REFUSED = List.of(
            "add_special_tokens",
            "embedding_type",
            "embedding_types",
            "input_type",
            "instruction",
            "late_chunking",
            "messages",
            "normalize",
            "normalized",
            "output_dimension",
            "output_dtype",
            "prompt",
            "prompt_name",
            "task",
            "truncate",
            "truncate_prompt_tokens",
            "truncation");

    private EmbeddingsValidator() {}

    /**
     * Returns the request if it is valid.
     *
     * @throws ApiException 400, naming the first field at fault
     */
    public static EmbeddingsRequest validate(EmbeddingsRequest request) {
        if (request == null) {
            throw ApiException.invalid(null, "Missing request body: expected a JSON object.");
        }
        if (request.input() == null) {
            throw ApiException.invalid("input", "Missing required parameter: 'input'.");
        }
        inputs(request.input());
        String format = request.encodingFormat();
        if (format != null && !format.equals("float") && !format.equals("base64")) {
            throw ApiException.invalid(
                    "encoding_format", "Invalid value for 'encoding_format': expected 'float' or 'base64'.");
        }
        if (request.dimensions() != null && request.dimensions() < 1) {
            throw ApiException.invalid(
                    "dimensions",
                    "Invalid value for 'dimensions': expected 1 or more, but got " + request.dimensions() + ".");
        }
        for (String field : REFUSED) {
            if (request.others().containsKey(field)
                    && !request.others().get(field).isNull()) {
                throw ApiException.invalid(
                        field,
                        "'" + field + "' is not supported: the model's definition in the gateway sets how texts are"
                                + " encoded. Leave the field out.");
            }
        }
        return request;
    }

    private static void inputs(EmbeddingsInput input) {
        int size = input.size();
        if (size == 0) {
            throw invalid(
                    "input", "empty_array", "Invalid 'input': expected at least one input, but the array is empty.");
        }
        if (size > MAX_INPUTS) {
            throw invalid(
                    "input",
                    "array_above_max_length",
                    "Invalid 'input': expected at most " + MAX_INPUTS + " inputs, but got " + size
                            + ". Send several requests.");
        }
        for (int i = 0; i < size; i++) {
            if (input.texts() == null) {
                tokens(input.field(i), input.tokens().get(i));
            } else {
                text(input.field(i), input.texts().get(i));
            }
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

    private static void tokens(String field, int[] ids) {
        if (ids.length == 0) {
            throw invalid(field, "empty_array", "Invalid '" + field + "': expected at least one token.");
        }
        for (int id : ids) {
            if (id < 0) {
                throw ApiException.invalid(field, "Invalid '" + field + "': " + id + " is not a token id.");
            }
        }
    }

    private static ApiException invalid(String field, String code, String message) {
        return ApiException.of(400, "invalid_request_error", field, code, message, null);
    }
}

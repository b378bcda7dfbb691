package io.openaitriton.triton.dialect;

import io.openaitriton.generation.ApiException;
import io.openaitriton.generation.Generation;
import io.openaitriton.generation.Sampling;

/** Refuses fields that a backend cannot express, by the client's names. */
final class FieldErrors {
    private FieldErrors() {}

    /** @throws ApiException 400 if a LoRA adapter is requested, by its field or by the model's name */
    static void requireNoAdapter(Generation generation, Dialect dialect) {
        if (generation.sampling().lora() != null) {
            throw ApiException.invalid(
                    generation.names().adapter(),
                    "LoRA adapter '" + generation.sampling().lora()
                            + "' is not supported by this model's backend (dialect " + dialect.id() + ").");
        }
    }

    /** @throws ApiException 400 for a {@code top_p} of 0, which OpenAI allows and the engines refuse */
    static void requireTopP(Sampling sampling, Dialect dialect) {
        if (sampling.topP() == 0) {
            throw ApiException.invalid(
                    "top_p",
                    "Invalid value for 'top_p': this model's backend (dialect " + dialect.id()
                            + ") needs a value above 0. To always get the most likely token, set 'temperature' to 0.");
        }
    }

    static ApiException refusal(String field, Dialect dialect) {
        return ApiException.invalid(
                field,
                "'" + field + "' with this value is not supported by this model's backend (dialect " + dialect.id()
                        + ").");
    }
}

package io.openaitriton.triton.enforce;

import io.openaitriton.generation.Constraint;
import io.openaitriton.generation.Generation;
import io.openaitriton.response.ResponseFormat;
import io.openaitriton.response.ResponseReading;

/**
 * The output format of one answer.
 *
 * @param constraint what the backend enforces, or null for free text
 * @param reading how the text is read
 */
public record AnswerForm(Constraint constraint, ResponseReading reading) {
    private static final AnswerForm TEXT = new AnswerForm(null, ResponseReading.TEXT);

    /**
     * The output format that a generation demands.
     *
     * @throws io.openaitriton.generation.ApiException 400, if the demand is invalid, or the backend cannot enforce it
     */
    public static AnswerForm of(Generation generation, Grammars grammars) {
        Constraint asked = generation.constraint();
        if (generation.tools() == null && isTextOnly(generation.response())) {
            return asked == null ? TEXT : new AnswerForm(asked, ResponseReading.TEXT);
        }
        return new Enforcer(generation, grammars).form(asked);
    }

    private static boolean isTextOnly(ResponseFormat format) {
        return format.reasoning() == null
                && (format.tools() == null || !format.tools().marksText());
    }
}

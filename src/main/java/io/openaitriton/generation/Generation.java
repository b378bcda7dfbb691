package io.openaitriton.generation;

import io.openaitriton.images.Image;
import io.openaitriton.response.ResponseFormat;
import java.util.List;
import java.util.function.Supplier;

/**
 * A request to a model, independent of the API.
 *
 * @param prompt as it is sent
 * @param sampling the values after the model's defaults and limits
 * @param fields the other requested fields
 * @param names the client's names of the fields that an error may name
 * @param form gives the output format of the answer, or null; throws {@link ApiException} if the request demands an invalid one
 * @param images gives the images, in the order of their places in the prompt, and may fetch them; null for a request without any
 * @param tools tools that the model may call, or null for none
 * @param response the formats of tool calls and reasoning
 * @param answer what the client wants in the answer
 * @param counter counts tokens that the backend does not count, or null
 */
public record Generation(
        Prompt prompt,
        Sampling sampling,
        FieldValues fields,
        FieldNames names,
        Supplier<Constraint> form,
        Supplier<List<Image>> images,
        ToolUse tools,
        ResponseFormat response,
        AnswerOptions answer,
        TokenCount counter) {
    private static final int CHARACTERS_A_TOKEN = 4;

    /**
     * The output format of the answer, or null.
     *
     * @throws ApiException 400, when there are two or one is malformed
     */
    public Constraint constraint() {
        return form.get();
    }

    /** The same, with an answer of text only: if the prompt opens no turn of the model, the answer has no tool calls and no reasoning. */
    public Generation asText() {
        return new Generation(
                prompt, sampling, fields, names, form, images, null, ResponseFormat.TEXT, answer, counter);
    }

    /** The same, with an answer that names the stop string that ended it. */
    public Generation reportingStop() {
        AnswerOptions reporting =
                new AnswerOptions(answer.choices(), answer.topLogprobs(), answer.usage(), answer.stream(), true);
        return new Generation(prompt, sampling, fields, names, form, images, tools, response, reporting, counter);
    }

    /** The stop strings of the request if the answer names the one that ended it; else none. */
    public List<String> reportedStops() {
        return answer.stop() && sampling.stops() != null ? sampling.stops() : List.of();
    }

    /** The request's seed, else a random one if tokens are sampled; null for greedy decoding. */
    public Long seedToSend() {
        return sampling.seedToSend(fields.integer(RequestField.TOP_K).orElse(null));
    }

    /**
     * Tokens that it may use, for the prompt and all choices; an estimate if only the context limits the answer. A prompt that
     * was not counted is estimated at one token for every {@value #CHARACTERS_A_TOKEN} characters, which is about right for
     * English.
     */
    public long tokensAtMost() {
        long tokens = prompt.tokens() != null ? prompt.tokens() : prompt.text().length() / CHARACTERS_A_TOKEN + 1;
        return tokens + (long) answer.choices() * sampling.expectedTokens();
    }

    /** Number of tokens of the prompt as counted by the gateway, or null if it cannot count. */
    public Long countPrompt() {
        return prompt.tokens() != null ? prompt.tokens() : count(prompt.text().toString());
    }

    /** Number of tokens of a text, or null when the gateway cannot count. */
    public Long count(String text) {
        return counter == null ? null : (Long) (long) counter.count(text, Integer.MAX_VALUE);
    }
}

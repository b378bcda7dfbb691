package io.openaitriton.generation;

import io.openaitriton.images.Image;
import io.openaitriton.response.ResponseFormat;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is asked of a model, whichever API it was asked by.
 *
 * @param prompt as it is sent
 * @param sampling what applies after the model's defaults and limits
 * @param fields what else was asked for
 * @param names what the client calls the fields that an error may be about
 * @param form gives the form that the answer must have, or null; throws {@link ApiException} when the request asks for it wrongly
 * @param images gives the images, in the order of their places in the prompt, and may fetch them; null for a request without any
 * @param tools tools that the model may call, or null for none
 * @param response how the model writes calls and thoughts
 * @param answer what the client asked to be told
 * @param counter counts what the backend does not, or null
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
     * The form that the answer must have, or null.
     *
     * @throws ApiException 400, when there are two or one is malformed
     */
    public Constraint constraint() {
        return form.get();
    }

    /** The same, of whose answer all is text: where no turn of the model's was opened, nothing in it is a call or a thought. */
    public Generation asText() {
        return new Generation(
                prompt, sampling, fields, names, form, images, null, ResponseFormat.TEXT, answer, counter);
    }

    /** The same, of whose answer the client is told which stop string ended it. */
    public Generation tellingStop() {
        AnswerOptions told =
                new AnswerOptions(answer.choices(), answer.topLogprobs(), answer.usage(), answer.stream(), true);
        return new Generation(prompt, sampling, fields, names, form, images, tools, response, told, counter);
    }

    /** The stop strings of the request when its client is told which of them ended the answer; else none. */
    public List<String> toldStops() {
        return answer.stop() && sampling.stops() != null ? sampling.stops() : List.of();
    }

    /** The request's seed, else a random one where tokens are drawn; null where always the likeliest is taken. */
    public Long seedToSend() {
        return sampling.seedToSend(fields.integer(RequestField.TOP_K).orElse(null));
    }

    /**
     * Tokens that it may take, of the prompt and of all choices; more where only the context bounds the answer. A prompt that was not counted is taken for a token
     * every {@value #CHARACTERS_A_TOKEN} characters, which is about right for English.
     */
    public long tokensAtMost() {
        long tokens = prompt.tokens() != null ? prompt.tokens() : prompt.text().length() / CHARACTERS_A_TOKEN + 1;
        return tokens + (long) answer.choices() * sampling.expectedTokens();
    }

    /** Number of tokens of the prompt as the gateway counts them, or null when it cannot. */
    public Long countPrompt() {
        return prompt.tokens() != null ? prompt.tokens() : count(prompt.text());
    }

    /** Number of tokens of a text, or null when the gateway cannot count. */
    public Long count(String text) {
        return counter == null ? null : (Long) (long) counter.count(text, Integer.MAX_VALUE);
    }
}

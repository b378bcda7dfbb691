package io.openaitriton.translate;

import io.openaitriton.openai.ChatCompletionRequest;

/**
 * What of a request must be known to read the answer.
 *
 * @param choices number of texts
 * @param maxTokens tokens that were allowed for each
 * @param expectedTokens tokens that are taken of a key's limit for each before the call
 * @param topLogprobs how many of the likeliest tokens to tell, or null for no log probabilities
 * @param usage whether a stream shall end with the usage
 * @param stream whether the answer shall be streamed
 * @param form of the answer
 * @param firstIndex index of the first choice in a stream that is shared with other calls, whose end is not that of this one; null for a
 *     stream of its own
 * @param prefix what stands before the text: the prompt that shall be echoed, or nothing
 * @param fields what the client calls the fields that an error may be about
 */
public record Wanted(
        int choices,
        int maxTokens,
        int expectedTokens,
        Integer topLogprobs,
        boolean usage,
        boolean stream,
        AnswerForm form,
        Integer firstIndex,
        String prefix,
        FieldNames fields) {

    static Wanted of(ChatCompletionRequest request, Sampling sampling) {
        Integer top = request.topLogprobs() == null ? 0 : request.topLogprobs();
        return new Wanted(
                request.n() == null ? 1 : request.n(),
                sampling.maxTokens(),
                sampling.expectedTokens(),
                Boolean.TRUE.equals(request.logprobs()) ? top : null,
                request.streamOptions() != null
                        && Boolean.TRUE.equals(request.streamOptions().includeUsage()),
                Boolean.TRUE.equals(request.stream()),
                AnswerForm.CHAT,
                null,
                "",
                FieldNames.of(request));
    }

    /** The same for a plain prompt. */
    Wanted asText(Integer firstIndex, String prefix) {
        return new Wanted(
                choices,
                maxTokens,
                expectedTokens,
                topLogprobs,
                usage,
                stream,
                AnswerForm.TEXT,
                firstIndex,
                prefix,
                fields.asText());
    }
}

package io.openaitriton.translate;

import io.openaitriton.openai.ChatCompletionRequest;

/**
 * One prompt of a completion request, which goes to the model as it is.
 *
 * @param prompt the text
 * @param echo whether the client wants it before the completion
 * @param common everything else that was asked for
 * @param firstIndex index of the first of its choices in a stream that several prompts share; null for a stream of its own
 */
public record TextRequest(String prompt, boolean echo, ChatCompletionRequest common, Integer firstIndex) {}

package io.openaitriton.triton;

/**
 * One of the texts of an answer or event; there are several if several were requested.
 *
 * @param text what was generated, or null when the answer has none; on a stream, the new text, or the whole text so far,
 * depending on the model
 * @param finishReason the backend's finish reason, or null while the text goes on, or if there is none
 * @param tokens number of generated tokens; on a stream, of new tokens; null if unknown
 * @param logprobs log probabilities of these tokens as the vLLM backend writes them, JSON in a string, or null
 */
public record Output(String text, String finishReason, Long tokens, String logprobs) {}

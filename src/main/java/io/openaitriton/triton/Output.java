package io.openaitriton.triton;

/**
 * One of the texts of an answer or event; there are several where several were asked for.
 *
 * @param text what was generated, or null when the answer has none; on a stream, what is new, or all so far where the model
 *     streams it so
 * @param finishReason the backend's word for why the text ended, or null while it goes on or where none is given
 * @param tokens number of generated tokens; on a stream, of new ones; null where it is not told
 * @param logprobs log probabilities of these tokens as the vLLM backend writes them, JSON in a string, or null
 */
public record Output(String text, String finishReason, Long tokens, String logprobs) {}

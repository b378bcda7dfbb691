package io.openaitriton.api;

/**
 * What all chunks of an answer have in common.
 *
 * @param id unique per completion, {@code chatcmpl-...}
 * @param created unix seconds
 * @param model the model's name in the answer
 */
public record AnswerHead(String id, long created, String model) {}

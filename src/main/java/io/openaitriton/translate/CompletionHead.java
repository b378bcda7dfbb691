package io.openaitriton.translate;

/**
 * What all chunks of an answer have in common.
 *
 * @param id unique per completion, {@code chatcmpl-...}
 * @param created unix seconds
 * @param model the name that the client is told
 */
public record CompletionHead(String id, long created, String model) {}

package io.openaitriton.api.batches;

/**
 * An error in a line of a batch, which makes the whole batch fail.
 *
 * @param code a fixed word for programs, such as {@code duplicate_custom_id}
 * @param param the field of the line at fault, or null
 * @param line its number, from 1; null when it is not about a line
 */
public record BatchError(String code, String message, String param, Integer line) {}

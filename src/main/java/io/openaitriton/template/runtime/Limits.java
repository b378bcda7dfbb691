package io.openaitriton.template.runtime;

/**
 * What one rendering may use.
 *
 * @param timeout milliseconds
 * @param memory bytes
 * @param depth levels of calls, and of values that are printed or compared
 * @param range elements of a {@code range()}
 */
public record Limits(long timeout, long memory, int depth, int range) {}

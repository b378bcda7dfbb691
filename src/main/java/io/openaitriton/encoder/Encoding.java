package io.openaitriton.encoder;

import java.util.List;

/**
 * The result of a call.
 *
 * @param vectors in the order of its inputs
 * @param tokens of all inputs, as counted by the backend; null if it does not count
 */
public record Encoding(List<Vector> vectors, Long tokens) {}

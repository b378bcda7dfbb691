package io.openaitriton.encoder;

import java.util.List;

/**
 * What came of a call.
 *
 * @param vectors in the order of its inputs
 * @param tokens of its inputs together, as the backend counts them; null when it does not
 */
public record Encoding(List<Vector> vectors, Long tokens) {}

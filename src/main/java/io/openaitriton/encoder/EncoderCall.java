package io.openaitriton.encoder;

/**
 * One call to Triton.
 *
 * @param endpoint {@code infer} or {@code generate}
 * @param headerLength how many bytes of the body are JSON; null for all
 */
public record EncoderCall(String endpoint, String contentType, byte[] body, Integer headerLength) {}

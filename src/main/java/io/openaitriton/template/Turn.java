package io.openaitriton.template;

/**
 * One turn of a conversation as a template sees it.
 *
 * @param role {@code system}, {@code user} or {@code assistant}
 * @param content never null
 */
public record Turn(String role, String content) {}

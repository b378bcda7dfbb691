package io.openaitriton.response;

/**
 * How a model writes calls and thoughts.
 *
 * @param tools how it calls tools; null for a model that does not, or whose definition says {@code none}
 * @param reasoning how it marks what it thinks; null likewise
 */
public record ResponseFormat(ResponseTemplate tools, ResponseTemplate reasoning) {
    /** Of a model that writes text only. */
    public static final ResponseFormat TEXT = new ResponseFormat(null, null);
}

package io.openaitriton.response;

/**
 * The formats of a model's tool calls and reasoning.
 *
 * @param tools the format of tool calls; null for a model without, or with {@code none} in its definition
 * @param reasoning the format of reasoning; null likewise
 */
public record ResponseFormat(ResponseTemplate tools, ResponseTemplate reasoning) {
    /** For a model that writes only text. */
    public static final ResponseFormat TEXT = new ResponseFormat(null, null);

    /** True when each part of an answer stands between marks. */
    boolean isFramed() {
        return ResponseTemplate.isFramed(tools) || ResponseTemplate.isFramed(reasoning);
    }
}

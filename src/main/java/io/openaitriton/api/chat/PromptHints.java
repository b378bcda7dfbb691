package io.openaitriton.api.chat;

/**
 * What an API asks of a chat template besides the fields of a chat request. What a template cannot do is no error here.
 *
 * @param thinking whether the model is to think, where the template can switch it; null for whatever it does by itself
 * @param effort how much it is to think, {@code low} to {@code max}, or null
 * @param anyOrder whether instructions may stand anywhere and the user's words beside results of tools: where the template refuses that, they are
 *     joined to what it takes
 */
public record PromptHints(Boolean thinking, String effort, boolean anyOrder) {
    /** Nothing besides the fields. */
    public static final PromptHints NONE = new PromptHints(null, null, false);
}

package io.openaitriton.api.chat;

/**
 * What an API asks of a chat template beyond the fields of a chat request. What a template cannot do is ignored.
 *
 * @param thinking whether the model is to think, where the template can switch it; null for whatever it does by itself, or by {@code effort}
 * @param effort how much it is to think, {@code none} to {@code max}, or null: the template gets the nearest that it takes
 * @param anyOrder whether instructions may be anywhere and user text may be next to tool results: if the template refuses that,
 * later instructions become the user's, and messages are joined
 */
public record PromptHints(Boolean thinking, String effort, boolean anyOrder) {
    /** Nothing besides the fields. */
    public static final PromptHints NONE = new PromptHints(null, null, false);
}

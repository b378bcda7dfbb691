package io.openaitriton.prompt.sanitize;

import java.util.Locale;

/** What to do with a model's control tokens in a client's message. */
public enum ControlTokenPolicy {
    /** Insert a space after the first character, so that the tokenizer sees plain text. */
    NEUTRALISE,
    /** Answer the request with 400. */
    REFUSE,
    /** Let them reach the model as control tokens: the author of a message can then forge turns. */
    ALLOW;

    /**
     * The policy with this name; case does not matter.
     *
     * @throws IllegalArgumentException when there is none, with the names that there are
     */
    public static ControlTokenPolicy of(String name) {
        try {
            return valueOf(name.trim().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'controlTokensInContent' must be neutralise, refuse or allow, but is '" + name + "'");
        }
    }
}

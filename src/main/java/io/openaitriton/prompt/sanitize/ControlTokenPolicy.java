package io.openaitriton.prompt.sanitize;

import java.util.Locale;

/** What happens to a model's control tokens when a client writes them into a message. */
public enum ControlTokenPolicy {
    /** A space is put after the first character, so that the tokenizer sees plain text. */
    NEUTRALISE,
    /** The request is answered with 400. */
    REFUSE,
    /** They reach the model as control tokens: whoever writes a message can forge turns. */
    ALLOW;

    /**
     * The policy of this name, in any case.
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

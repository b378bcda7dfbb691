package io.openaitriton.simulator.tools;

/**
 * What a model says.
 *
 * @param cut whether it ends as if max_tokens had ended it
 * @param end text of the token that ends the turn, where special tokens are kept; else empty
 */
public record Speech(String text, boolean cut, String end) {

    /** A text and nothing else. */
    public static Speech of(String text) {
        return new Speech(text, false, "");
    }
}

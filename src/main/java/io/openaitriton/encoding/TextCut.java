package io.openaitriton.encoding;

import java.util.function.Predicate;

/** Truncates a text with too many tokens at the end of the last token that fits. */
final class TextCut {
    private TextCut() {}

    /**
     * The longest beginning of a text that fits.
     *
     * @param first how many characters are tried first
     */
    static String longest(String text, int first, Predicate<String> fits) {
        int fitting = 0;
        int end = Math.min(text.length(), first);
        while (end < text.length() && fits.test(beginning(text, end))) {
            fitting = end;
            end = Math.min(text.length(), end * 2);
        }
        while (end - fitting > 1) {
            int middle = (fitting + end) >>> 1;
            if (fits.test(beginning(text, middle))) {
                fitting = middle;
            } else {
                end = middle;
            }
        }
        return beginning(text, fitting);
    }

    private static String beginning(String text, int end) {
        boolean within = end > 0 && end < text.length() && Character.isLowSurrogate(text.charAt(end));
        return text.substring(0, within ? end - 1 : end);
    }
}

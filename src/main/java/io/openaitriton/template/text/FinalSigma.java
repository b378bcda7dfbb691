package io.openaitriton.template.text;

/** Where the Greek Σ ends a word: Unicode's Final_Sigma, as CPython finds it out. */
final class FinalSigma {
    private static final String WITHIN_WORDS =
            "'.:^`\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a";

    private FinalSigma() {}

    /** Whether a letter stands before, from some place on, and none after. */
    static boolean isFinal(String text, int from, int index) {
        int after = index + 1;
        if (after < text.length() && Character.isUpperCase(text.charAt(after))) {
            return false;
        }
        int before = index;
        while (before > from && isIgnored(text.codePointBefore(before))) {
            before -= Character.charCount(text.codePointBefore(before));
        }
        if (before == from || !CodePoints.hasCase(text.codePointBefore(before))) {
            return false;
        }
        while (after < text.length() && isIgnored(text.codePointAt(after))) {
            after += Character.charCount(text.codePointAt(after));
        }
        return after == text.length() || !CodePoints.hasCase(text.codePointAt(after));
    }

    private static boolean isIgnored(int c) {
        return switch (Character.getType(c)) {
            // no other of them is looked for below
            case Character.UPPERCASE_LETTER, Character.LOWERCASE_LETTER -> false;
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.FORMAT,
                    Character.MODIFIER_LETTER,
                    Character.MODIFIER_SYMBOL -> true;
            default -> WITHIN_WORDS.indexOf(c) >= 0;
        };
    }
}

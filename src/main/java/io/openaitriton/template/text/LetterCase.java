package io.openaitriton.template.text;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Upper and lower case of texts, as in Python. */
public final class LetterCase {
    private static final int PORTION = 256;
    private static final char SIGMA = 'Σ';

    /** Capitals of the letters that may become several, so that a text of such letters does not create each again. */
    private static final Map<Integer, String> LONG_CAPITALS = IntStream.range(0, Character.MAX_VALUE)
            .filter(LetterCase::hasLongCapital)
            .boxed()
            .collect(Collectors.toMap(c -> c, c -> Character.toString(c).toUpperCase(Locale.ROOT)));

    private LetterCase() {}

    /** Java's own method takes quadratic time for letters that become two, such as ß. */
    public static String upper(String text) {
        if (text.length() <= PORTION) {
            return text.toUpperCase(Locale.ROOT);
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            appendUpper(out, c);
            i += Character.charCount(c);
        }
        return out.toString();
    }

    /** Java's own looks for the words of the whole text at each Σ, and allocates for each pair of surrogates. */
    public static String lower(String text) {
        if (text.length() <= PORTION && text.indexOf(SIGMA) < 0) {
            return text.toLowerCase(Locale.ROOT);
        }
        StringBuilder out = new StringBuilder(text.length());
        appendLower(out, text, 0);
        return out.toString();
    }

    private static void appendLower(StringBuilder out, String text, int from) {
        for (int i = from; i < text.length(); ) {
            int c = text.codePointAt(i);
            appendLower(out, text, 0, i, c);
            i += Character.charCount(c);
        }
    }

    /** A letter within its text, of which what is before {@code from} does not count, as Σ has another small letter at the end of a word. */
    public static void appendLower(StringBuilder out, String text, int from, int index, int c) {
        if (c == SIGMA) {
            out.append(FinalSigma.isFinal(text, from, index) ? 'ς' : 'σ');
        } else {
            appendLower(out, c);
        }
    }

    /** {@code str.casefold}: the small letters of the capitals, but for those that go by a rule of their own. */
    public static String fold(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c < 0x80 || c == 'ı' || c == 0x130) {
                appendLower(out, c);
            } else if (c == 'ẞ') {
                out.append("ss");
            } else if (isCherokee(c)) {
                append(out, Character.toUpperCase(c));
            } else if (hasLongCapital(c)) {
                String capitals = LONG_CAPITALS.get(c);
                for (int j = 0; j < capitals.length(); j++) {
                    appendLower(out, capitals.charAt(j));
                }
            } else {
                appendLower(out, Character.toUpperCase(c));
            }
        }
        return out.toString();
    }

    private static boolean isCherokee(int c) {
        return (c >= 0x13a0 && c < 0x1400) || (c >= 0xab70 && c < 0xabc0);
    }

    public static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.codePointAt(0);
        StringBuilder out = new StringBuilder(text.length() + 1).append(titleCase(first));
        appendLower(out, text, Character.charCount(first));
        return out.toString();
    }

    private static String titleCase(int c) {
        int title = Character.toTitleCase(c);
        if (title != c || !hasLongCapital(c) || Character.isTitleCase(c)) {
            return Character.toString(title);
        }
        // of the letters of ß and of ligatures only the first becomes a capital
        String upper = LONG_CAPITALS.get(c);
        boolean ligature = c == 'ß' || c == 0x587 || c >= 0xfb00;
        return ligature ? upper.charAt(0) + upper.substring(1).toLowerCase(Locale.ROOT) : upper;
    }

    /** {@code str.title}: whatever is not a letter ends a word. */
    public static String title(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean within = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (within) {
                appendLower(out, text, 0, i, c);
            } else if (c < 0x80) {
                out.append((char) Character.toUpperCase(c));
            } else if (hasLongCapital(c)) {
                out.append(titleCase(c));
            } else {
                append(out, Character.toTitleCase(c));
            }
            within = CodePoints.hasCase(c);
            i += Character.charCount(c);
        }
        return out.toString();
    }

    /** As StringBuilder.appendCodePoint, which makes an array of each pair of surrogates. */
    private static void append(StringBuilder out, int c) {
        if (Character.isBmpCodePoint(c)) {
            out.append((char) c);
        } else {
            out.append(Character.highSurrogate(c)).append(Character.lowSurrogate(c));
        }
    }

    private static void appendLower(StringBuilder out, int c) {
        if (c < 0x80) {
            out.append((char) Character.toLowerCase(c));
        } else if (c == 0x130) {
            out.append("i\u0307");
        } else {
            append(out, Character.toLowerCase(c));
        }
    }

    public static void appendUpper(StringBuilder out, int c) {
        if (c < 0x80) {
            out.append((char) Character.toUpperCase(c));
        } else if (c == 'ß') {
            out.append("SS");
        } else if (hasLongCapital(c)) {
            out.append(LONG_CAPITALS.get(c));
        } else {
            append(out, Character.toUpperCase(c));
        }
    }

    /** Whether a letter is in one of the ranges of those that become several. */
    private static boolean hasLongCapital(int c) {
        return c == 0xdf
                || c == 0x149
                || c == 0x1f0
                || c == 0x390
                || c == 0x3b0
                || c == 0x587
                || (c >= 0x1e96 && c <= 0x1e9a)
                || (c >= 0x1f50 && c <= 0x1ffc)
                || (c >= 0xfb00 && c <= 0xfb17);
    }

    public static String swap(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (Character.isUpperCase(c)) {
                appendLower(out, text, 0, i, c);
            } else if (Character.isLowerCase(c)) {
                appendUpper(out, c);
            } else {
                append(out, c);
            }
            i += Character.charCount(c);
        }
        return out.toString();
    }

    /** Whether there are letters that have a case, all of this one. */
    public static boolean isAll(String text, boolean upper) {
        boolean found = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (CodePoints.hasCase(c)) {
                if (Character.isTitleCase(c) || Character.isUpperCase(c) != upper) {
                    return false;
                }
                found = true;
            }
            i += Character.charCount(c);
        }
        return found;
    }

    public static boolean isTitle(String text) {
        boolean within = false;
        boolean found = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean capital = Character.isUpperCase(c) || Character.isTitleCase(c);
            if (capital ? within : Character.isLowerCase(c) && !within) {
                return false;
            }
            within = CodePoints.hasCase(c);
            found |= within;
            i += Character.charCount(c);
        }
        return found;
    }
}

package io.openaitriton.template;

import java.util.Locale;

/** Capital and small letters of texts, as Python changes and tells them. */
final class LetterCase {
    private static final int PORTION = 256;

    private LetterCase() {}

    /** Java's own takes the square of the time for letters that become two, as ß does. */
    static String upper(String text) {
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

    /** The same for the one letter that becomes two when it is made small. */
    static String lower(String text) {
        String plain = text.length() > PORTION ? text.replace("\u0130", "i\u0307") : text;
        return plain.toLowerCase(Locale.ROOT);
    }

    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return titleCase(text.codePointAt(0)) + lower(text.substring(first));
    }

    private static String titleCase(int c) {
        int title = Character.toTitleCase(c);
        if (title != c || !hasLongCapital(c)) {
            return Character.toString(title);
        }
        // of the letters of ß and of ligatures only the first becomes a capital
        String upper = Character.toString(c).toUpperCase(Locale.ROOT);
        boolean ligature = c == 'ß' || c == 0x587 || c >= 0xfb00;
        return ligature ? upper.charAt(0) + upper.substring(1).toLowerCase(Locale.ROOT) : upper;
    }

    /** {@code str.title}: whatever is not a letter ends a word. */
    static String title(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean within = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (within) {
                appendLower(out, c);
            } else if (c < 0x80) {
                out.append((char) Character.toUpperCase(c));
            } else if (hasLongCapital(c)) {
                out.append(titleCase(c));
            } else {
                out.appendCodePoint(Character.toTitleCase(c));
            }
            within = hasCase(c);
            i += Character.charCount(c);
        }
        return out.toString();
    }

    static void appendLower(StringBuilder out, int c) {
        if (c < 0x80) {
            out.append((char) Character.toLowerCase(c));
        } else if (c == 0x130) {
            out.append("i\u0307");
        } else {
            out.appendCodePoint(Character.toLowerCase(c));
        }
    }

    static void appendUpper(StringBuilder out, int c) {
        if (c < 0x80) {
            out.append((char) Character.toUpperCase(c));
        } else if (c == 'ß') {
            out.append("SS");
        } else if (hasLongCapital(c)) {
            out.append(Character.toString(c).toUpperCase(Locale.ROOT));
        } else {
            out.appendCodePoint(Character.toUpperCase(c));
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

    static String swap(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (Character.isUpperCase(c)) {
                appendLower(out, c);
            } else {
                appendUpper(out, c);
            }
            i += Character.charCount(c);
        }
        return out.toString();
    }

    private static boolean hasCase(int c) {
        return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
    }

    /** Whether there are letters that have a case, all of this one. */
    static boolean isAll(String text, boolean upper) {
        boolean found = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (hasCase(c)) {
                if (Character.isTitleCase(c) || Character.isUpperCase(c) != upper) {
                    return false;
                }
                found = true;
            }
            i += Character.charCount(c);
        }
        return found;
    }

    static boolean isTitle(String text) {
        boolean within = false;
        boolean found = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean capital = Character.isUpperCase(c) || Character.isTitleCase(c);
            if (capital ? within : Character.isLowerCase(c) && !within) {
                return false;
            }
            within = hasCase(c);
            found |= within;
            i += Character.charCount(c);
        }
        return found;
    }
}

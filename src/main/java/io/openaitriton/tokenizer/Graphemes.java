package io.openaitriton.tokenizer;

import java.util.Map;

/**
 * User-perceived characters (UAX #29, extended grapheme clusters), as far as {@link CharacterMap} needs them: only those of up to five bytes
 * matter there, so two flags, which are eight, need not be kept together.
 */
final class Graphemes {
    private static final int EXTEND = 1;
    private static final int SPACING = 1 << 1;
    private static final int PREPEND = 1 << 2;
    private static final int BREAK = 1 << 3;
    private static final int PICTOGRAPHIC = 1 << 4;
    private static final int CONSONANT = 1 << 5;
    private static final int LINKER = 1 << 6;

    private static final Map<String, Integer> NAMES = Map.of(
            "extend", EXTEND,
            "spacing", SPACING,
            "prepend", PREPEND,
            "break", BREAK,
            "pictographic", PICTOGRAPHIC,
            "consonant", CONSONANT,
            "linker", LINKER);
    private static final int FIRST = 0x300;
    private static final int JOINER = 0x200D;
    private static final int NON_JOINER = 0x200C;

    private static final KindTable KINDS = new KindTable();

    static {
        CharacterTable.read((name, first, last, step, target) -> {
            if (NAMES.containsKey(name)) {
                KINDS.add(first, last, NAMES.get(name));
            }
        });
        KINDS.add('\r', '\r', BREAK);
        KINDS.add('\n', '\n', BREAK);
        KINDS.add(JOINER, JOINER, EXTEND);
    }

    private Graphemes() {}

    /** Where the user-perceived character ends that begins at a place. */
    static int end(String text, int start) {
        int c = text.codePointAt(start);
        int at = start + Character.charCount(c);
        if (at == text.length()) {
            return at;
        }
        if (c == '\r') {
            return text.charAt(at) == '\n' ? at + 1 : at;
        }
        // below, nothing joins what comes before it
        if (c < FIRST && text.charAt(at) < FIRST) {
            return at;
        }
        int before = KINDS.kinds(c);
        boolean picture = (before & PICTOGRAPHIC) != 0;
        boolean consonant = (before & CONSONANT) != 0;
        boolean linked = false;
        int previous = c;
        while (at < text.length() && (before & BREAK) == 0) {
            int next = text.codePointAt(at);
            int kind = KINDS.kinds(next);
            boolean joins = (kind & (EXTEND | SPACING)) != 0
                    || (before & PREPEND) != 0 && (kind & BREAK) == 0
                    || picture && previous == JOINER && (kind & PICTOGRAPHIC) != 0
                    || linked && (kind & CONSONANT) != 0
                    || isHangul(previous, next);
            if (!joins) {
                break;
            }
            boolean extends1 = (kind & EXTEND) != 0;
            picture = (kind & PICTOGRAPHIC) != 0 || picture && extends1;
            linked = extends1 && next != NON_JOINER && consonant && (linked || (kind & LINKER) != 0);
            consonant = (kind & CONSONANT) != 0 || consonant && extends1 && next != NON_JOINER;
            at += Character.charCount(next);
            before = kind;
            previous = next;
        }
        return at;
    }

    /** Syllables of Hangul from letters: leading, vowel, trailing. */
    private static boolean isHangul(int before, int after) {
        boolean syllable = before >= 0xAC00 && before <= 0xD7A3;
        if (isLeading(before)) {
            return isLeading(after) || isVowel(after) || after >= 0xAC00 && after <= 0xD7A3;
        }
        if (isVowel(before) || syllable && (before - 0xAC00) % 28 == 0) {
            return isVowel(after) || isTrailing(after);
        }
        return (syllable || isTrailing(before)) && isTrailing(after);
    }

    private static boolean isLeading(int c) {
        return c >= 0x1100 && c <= 0x115F || c >= 0xA960 && c <= 0xA97C;
    }

    private static boolean isVowel(int c) {
        return c >= 0x1160 && c <= 0x11A7 || c >= 0xD7B0 && c <= 0xD7C6;
    }

    private static boolean isTrailing(int c) {
        return c >= 0x11A8 && c <= 0x11FF || c >= 0xD7CB && c <= 0xD7FB;
    }
}

package io.openaitriton.tokenizer;

import java.util.HashMap;
import java.util.Map;

/**
 * The kind of a code point for Hugging Face's tokenizers. Uses their tables, not Java's, because each has its own version of
 * Unicode.
 */
final class Characters {
    static final int WHITE = 1;
    static final int PUNCTUATION = 1 << 1;
    static final int NUMERIC = 1 << 2;
    static final int WORD = 1 << 3;
    static final int CONTROL = 1 << 4;
    static final int NONSPACING = 1 << 5;
    static final int MARK = 1 << 6;
    /** Left alone by Unicode's normal forms. */
    static final int OPAQUE = 1 << 7;

    private static final Map<String, Integer> NAMES = Map.of(
            "white", WHITE,
            "punctuation", PUNCTUATION,
            "numeric", NUMERIC,
            "word", WORD,
            "control", CONTROL,
            "nonspacing", NONSPACING,
            "mark", MARK,
            "opaque", OPAQUE);
    private static final int PLANE = 0x10000;

    private static final KindTable KINDS = new KindTable();
    private static final char[] LOWER = new char[PLANE];
    private static final Map<Integer, Integer> OTHER_LOWER = new HashMap<>();

    static {
        CharacterTable.read((name, first, last, step, target) -> {
            if (name.equals("lower")) {
                for (int c = first; c <= last; c += step) {
                    lower(c, target + c - first);
                }
            } else if (NAMES.containsKey(name)) {
                KINDS.add(first, last, NAMES.get(name));
            }
        });
    }

    private Characters() {}

    /** Whether a code point is of one of these kinds. */
    static boolean is(int codePoint, int kinds) {
        return (KINDS.kinds(codePoint) & kinds) != 0;
    }

    /** The lower case of a character, if it is a single character; only that of U+0130 is not. */
    static int lower(int codePoint) {
        if (codePoint >= PLANE) {
            return OTHER_LOWER.getOrDefault(codePoint, codePoint);
        }
        char lower = LOWER[codePoint];
        return lower == 0 ? codePoint : lower;
    }

    private static void lower(int codePoint, int lower) {
        if (codePoint < PLANE) {
            LOWER[codePoint] = (char) lower;
        } else {
            OTHER_LOWER.put(codePoint, lower);
        }
    }
}

package io.openaitriton.tokenizer;

import java.text.Normalizer;

/**
 * Unicode's normal forms. Characters newer than the tables of Hugging Face's tokenizers stay unchanged and do not count as marks,
 * so they split the text.
 *
 * <p>The JDK sorts the combining marks of a character by inserting each, which takes quadratic time. More than
 * {@value #MOST_MARKS} of them are normalized in parts of that number; Unicode's stream-safe text has 30 at most (UAX #15, section 13).
 */
final class NormalForms {
    private static final int MOST_MARKS = 128;
    /** Below are no marks, and nothing that the canonical forms change but letters with accents. */
    private static final int FIRST_MARK = 0x300;

    private NormalForms() {}

    static String normalize(String text, Normalizer.Form form) {
        if (isAscii(text)) {
            return text;
        }
        StringBuilder parts = null;
        int begin = 0;
        int marks = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            boolean opaque = c >= FIRST_MARK && Characters.is(c, Characters.OPAQUE);
            marks = c >= FIRST_MARK && isMark(c) ? marks + 1 : 0;
            if (opaque || marks == MOST_MARKS) {
                parts = parts == null ? new StringBuilder(text.length()) : parts;
                int end = opaque ? i : next;
                parts.append(Normalizer.normalize(text.substring(begin, end), form))
                        .append(text, end, next);
                begin = next;
                marks = 0;
            }
            i = next;
        }
        String rest = Normalizer.normalize(begin == 0 ? text : text.substring(begin), form);
        return parts == null ? rest : parts.append(rest).toString();
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMark(int c) {
        // two letters that a compatibility form makes marks of
        return Characters.is(c, Characters.MARK) || c == 0xFF9E || c == 0xFF9F;
    }
}

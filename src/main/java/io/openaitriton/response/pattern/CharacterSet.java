package io.openaitriton.response.pattern;

import java.util.BitSet;

/** Characters that an expression takes at a place. */
final class CharacterSet {
    static final CharacterSet ANY = new CharacterSet(new BitSet(), true);
    static final CharacterSet SPACE = of(" \t\n\r\f\u000B");
    static final CharacterSet DIGIT = range('0', '9');
    static final CharacterSet WORD = word();

    private final BitSet members;
    private final boolean negated;

    private CharacterSet(BitSet members, boolean negated) {
        this.members = members;
        this.negated = negated;
    }

    static CharacterSet of(String characters) {
        BitSet members = new BitSet();
        characters.chars().forEach(members::set);
        return new CharacterSet(members, false);
    }

    static CharacterSet range(char first, char last) {
        BitSet members = new BitSet();
        members.set(first, last + 1);
        return new CharacterSet(members, false);
    }

    private static CharacterSet word() {
        BitSet members = new BitSet();
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            if (Character.isLetterOrDigit(c) || c == '_') {
                members.set(c);
            }
        }
        return new CharacterSet(members, false);
    }

    CharacterSet or(CharacterSet other) {
        BitSet all = plain();
        all.or(other.plain());
        return new CharacterSet(all, false);
    }

    CharacterSet not() {
        return new CharacterSet(members, !negated);
    }

    boolean has(char c) {
        return members.get(c) != negated;
    }

    private BitSet plain() {
        BitSet plain = (BitSet) members.clone();
        if (negated) {
            plain.flip(0, Character.MAX_VALUE + 1);
        }
        return plain;
    }
}

package io.openaitriton.tokenizer;

/** The bytes of a character in UTF-8 (RFC 3629), without an array. */
final class Utf8 {
    private static final int[] FIRST = {0, 0, 0xC0, 0xE0, 0xF0};

    private Utf8() {}

    static int length(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }

    /** Byte n of so many. */
    static int at(int codePoint, int n, int length) {
        int bits = codePoint >>> 6 * (length - 1 - n);
        if (n > 0) {
            return bits & 0x3F | 0x80;
        }
        return length == 1 ? codePoint : bits | FIRST[length];
    }
}

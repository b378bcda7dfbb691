package io.openaitriton.text;

import java.nio.charset.StandardCharsets;

/** Escapes of characters that a JSON string cannot have as they are (RFC 8259, section 7), as Jackson writes them. */
public final class JsonEscapes {
    /** Bytes of the longest, as {@code \\u001F}. */
    public static final int LONGEST = 6;

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    /** What follows the backslash in an escape of two characters; 0 for characters that have none. */
    private static final byte[] LETTERS = new byte['\\' + 1];

    static {
        LETTERS['"'] = '"';
        LETTERS['\\'] = '\\';
        LETTERS['\b'] = 'b';
        LETTERS['\t'] = 't';
        LETTERS['\n'] = 'n';
        LETTERS['\f'] = 'f';
        LETTERS['\r'] = 'r';
    }

    /** The characters of escapes, by their letters; 0 for letters that escape none. A slash needs no escape, but may have one. */
    private static final byte[] CHARACTERS = new byte[128];

    static {
        CHARACTERS['/'] = '/';
        for (byte c = 0; c < LETTERS.length; c++) {
            if (LETTERS[c] != 0) {
                CHARACTERS[LETTERS[c]] = c;
            }
        }
    }

    private JsonEscapes() {}

    /** The character of the escape with this letter, which is ASCII; 0 if there is none. */
    public static byte character(byte letter) {
        return CHARACTERS[letter];
    }

    /**
     * Writes the escape of a control character, a quote, a backslash or an unpaired surrogate.
     *
     * @return the index after it
     */
    public static int put(char c, byte[] to, int at) {
        int end = at;
        to[end++] = '\\';
        byte letter = c < LETTERS.length ? LETTERS[c] : 0;
        if (letter != 0) {
            to[end++] = letter;
            return end;
        }
        to[end++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            to[end++] = HEX[c >> shift & 0xf];
        }
        return end;
    }
}

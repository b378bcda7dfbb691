package io.openaitriton.translate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of one chunk, whose room the next one uses again. */
final class ChunkBuffer {
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    /** Of one character, as \\u001F. */
    private static final int LONGEST_ESCAPE = 6;

    private byte[] bytes = new byte[512];
    private int length;

    void clear() {
        length = 0;
    }

    void writeTo(ByteArrayOutputStream out) {
        out.write(bytes, 0, length);
    }

    void put(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    void putNumber(int number) {
        if (number < 10) {
            reserve(1);
            put('0' + number);
        } else {
            put(Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /**
     * The inside of a JSON string, byte for byte as Jackson writes it. Surrogates are escaped one by one: half of a pair
     * has no UTF-8.
     */
    void putEscaped(String text) {
        for (int i = 0; i < text.length(); i++) {
            reserve(LONGEST_ESCAPE);
            char c = text.charAt(i);
            if (c < ' ') {
                putControl(c);
            } else if (c == '"' || c == '\\') {
                put('\\');
                put(c);
            } else if (c < 0x80) {
                put(c);
            } else if (c < 0x800) {
                put(0xc0 | c >> 6);
                put(0x80 | c & 0x3f);
            } else if (Character.isSurrogate(c)) {
                putUnicode(c);
            } else {
                put(0xe0 | c >> 12);
                put(0x80 | c >> 6 & 0x3f);
                put(0x80 | c & 0x3f);
            }
        }
    }

    private void putControl(char c) {
        switch (c) {
            case '\b' -> putLetter('b');
            case '\t' -> putLetter('t');
            case '\n' -> putLetter('n');
            case '\f' -> putLetter('f');
            case '\r' -> putLetter('r');
            default -> putUnicode(c);
        }
    }

    private void putLetter(char letter) {
        put('\\');
        put(letter);
    }

    private void putUnicode(char c) {
        putLetter('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            put(HEX[c >> shift & 0xf]);
        }
    }

    /** Into room that is reserved. */
    private void put(int b) {
        bytes[length++] = (byte) b;
    }

    private void reserve(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
    }
}

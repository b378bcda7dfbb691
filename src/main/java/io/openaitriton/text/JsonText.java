package io.openaitriton.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds and writes the characters that JSON strings escape (RFC 8259, section 7), eight bytes at a time. */
public final class JsonText {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    /** Escapes of two bytes, and Latin-1 beyond ASCII in UTF-8, which has two bytes too; 0 for the rest. */
    private static final short[] TWO = new short[256];

    static {
        byte[] bytes = new byte[JsonEscapes.LONGEST];
        for (char c = 0; c < TWO.length; c++) {
            boolean plain = c < 0x80 && isPlain((byte) c);
            if (!plain && (c < 0x80 ? JsonEscapes.put(c, bytes, 0) : Utf8.put(c, bytes, 0)) == 2) {
                TWO[c] = (short) SHORTS.get(bytes, 0);
            }
        }
    }

    private JsonText() {}

    /** Index of the first quote, backslash, control character or byte above 0x7f from here on, or the end. */
    public static int specialOrHigh(byte[] bytes, int from, int end) {
        int i = from;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            long found = specialOrHigh((long) LONGS.get(bytes, i));
            if (found != 0) {
                return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (i < end && isPlain(bytes[i])) {
            i++;
        }
        return i;
    }

    /**
     * Copies ASCII up to the first quote, backslash, control character or byte above 0x7f. The target must have room for what is copied, and for
     * eight bytes more.
     *
     * @return how many bytes were copied; up to eight bytes after them may have changed too
     */
    public static int copyPlain(byte[] from, int start, int end, byte[] to, int put) {
        int shift = put - start;
        int i = start;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            long eight = (long) LONGS.get(from, i);
            LONGS.set(to, i + shift, eight);
            long found = specialOrHigh(eight);
            if (found != 0) {
                return i + Long.numberOfTrailingZeros(found) / Byte.SIZE - start;
            }
        }
        while (i < end && isPlain(from[i])) {
            to[i + shift] = from[i];
            i++;
        }
        return i - start;
    }

    /**
     * Copies up to the first backslash. The target must have room for what is copied, and for eight bytes more.
     *
     * @return how many bytes were copied; up to eight bytes after them may have changed too
     */
    static int copyToBackslash(byte[] from, int start, int end, byte[] to, int put) {
        int shift = put - start;
        int i = start;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            long eight = (long) LONGS.get(from, i);
            LONGS.set(to, i + shift, eight);
            long flipped = eight ^ ONES * '\\';
            long found = flipped - ONES & ~flipped & HIGH_BITS;
            if (found != 0) {
                return i + Long.numberOfTrailingZeros(found) / Byte.SIZE - start;
            }
        }
        while (i < end && from[i] != '\\') {
            to[i + shift] = from[i];
            i++;
        }
        return i - start;
    }

    /**
     * Writes Latin-1 as the inside of a JSON string in UTF-8. The target must have room for {@link JsonEscapes#LONGEST} bytes a character, and
     * for eight bytes more.
     *
     * @return the index after it
     */
    static int escape(byte[] latin1, int end, byte[] to, int at) {
        int from = 0;
        int put = at;
        while (from + Long.BYTES <= end) {
            long eight = (long) LONGS.get(latin1, from);
            LONGS.set(to, put, eight);
            long found = specialOrHigh(eight);
            if (found == 0) {
                from += Long.BYTES;
                put += Long.BYTES;
            } else {
                int plain = Long.numberOfTrailingZeros(found) / Byte.SIZE;
                from += plain;
                put = escape(latin1[from++], to, put + plain);
            }
        }
        while (from < end) {
            byte next = latin1[from++];
            if (isPlain(next)) {
                to[put++] = next;
            } else {
                put = escape(next, to, put);
            }
        }
        return put;
    }

    private static int escape(byte next, byte[] to, int put) {
        short two = TWO[next & 0xff];
        if (two == 0) {
            return JsonEscapes.put((char) next, to, put);
        }
        SHORTS.set(to, put, two);
        return put + 2;
    }

    /** The high bits of the bytes that match. The first match is exact; matches after it may come from a carry. */
    private static long specialOrHigh(long eight) {
        // One comparison finds the quote and all below a space: the flipped bit swaps these two.
        return ((eight ^ ONES * 2) - ONES * 33 | (eight ^ ONES * '\\') - ONES | eight) & HIGH_BITS;
    }

    private static boolean isPlain(byte next) {
        return next >= ' ' && next != '"' && next != '\\';
    }
}

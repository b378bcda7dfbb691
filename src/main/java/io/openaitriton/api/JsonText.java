package io.openaitriton.api;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Searches UTF-8 for the bytes that JSON strings escape (RFC 8259, section 7), eight bytes at a time. */
final class JsonText {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private JsonText() {}

    /** Index of the first quote, backslash or control character from here on, or the end. */
    static int special(byte[] bytes, int from, int end) {
        int i = from;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            long eight = (long) LONGS.get(bytes, i);
            // one comparison for all below a space and for the quote, whose place the space takes when that bit is
            // flipped
            long found = ((eight ^ ONES * 2) - ONES * 33 | (eight ^ ONES * '\\') - ONES) & ~eight & HIGH_BITS;
            if (found != 0) {
                // the first match is exact; only matches after it may come from a carry
                return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (i < end && (bytes[i] < 0 || bytes[i] >= ' ') && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i;
    }

    /** Like {@link #special}, but also finds bytes above 0x7f, which are not ASCII. */
    static int specialOrHigh(byte[] bytes, int from, int end) {
        int i = from;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            long eight = (long) LONGS.get(bytes, i);
            long found = ((eight ^ ONES * 2) - ONES * 33 | (eight ^ ONES * '\\') - ONES | eight) & HIGH_BITS;
            if (found != 0) {
                return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (i < end && bytes[i] >= ' ' && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i;
    }
}

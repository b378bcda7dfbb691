package io.openaitriton.template.builtin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;

/** A page of characters, searched for those that JSON escapes, eight at a time. */
final class EscapeSearch {
    /** Characters of a page at most. */
    static final int PAGE = 1024;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private final CharBuffer page = CharBuffer.allocate(PAGE);
    /** A byte for each character; those of characters beyond Latin-1 are never escaped. */
    private final ByteBuffer bytes = ByteBuffer.allocate(PAGE + Long.BYTES);

    private final CharsetEncoder latin1 = StandardCharsets.ISO_8859_1.newEncoder();

    /** Takes the characters of a text from one index to another. */
    void take(String text, int from, int to) {
        text.getChars(from, to, page.array(), 0);
        page.limit(to - from).position(0);
        bytes.clear();
        latin1.reset();
        while (!latin1.encode(page, bytes, true).isUnderflow()) {
            int at = page.position();
            while (at < page.limit() && page.array()[at] > 0xff) {
                bytes.put(at++, (byte) ' ');
            }
            page.position(at);
            bytes.position(at);
        }
        // the bytes after the last belong to no character
        bytes.putLong(bytes.position(), 0);
    }

    char[] characters() {
        return page.array();
    }

    /** Index of the next character to escape, or the count of characters. */
    int next(int from) {
        int end = bytes.position();
        for (int i = from; i < end; i += Long.BYTES) {
            long eight = (long) LONGS.get(bytes.array(), i);
            // One comparison finds the quote and all below a space: the flipped bit swaps these two.
            // The first match is exact; matches after it may come from a carry.
            long found = ((eight ^ ONES * 2) - ONES * 33 | (eight ^ ONES * '\\') - ONES) & ~eight & HIGH_BITS;
            if (found != 0) {
                return Math.min(end, i + Long.numberOfTrailingZeros(found) / Byte.SIZE);
            }
        }
        return end;
    }
}

package io.openaitriton.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.UTF8JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes prompts and answers faster than Jackson by itself: the JDK makes them UTF-8, and eight bytes at a time are searched for
 * the few that JSON escapes. Surrogate pairs, of which Jackson escapes each half, become UTF-8 too; half a pair alone, which
 * neither requests nor answers can have by now, a question mark.
 */
final class TextSerializer extends StdScalarSerializer<String> {
    private static final long serialVersionUID = 1;

    /** Shorter texts are not worth it. */
    private static final int LONG = 64;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    TextSerializer() {
        super(String.class);
    }

    @Override
    public void serialize(String text, JsonGenerator json, SerializerProvider provider) throws IOException {
        if (text.length() < LONG || !(json instanceof UTF8JsonGenerator)) {
            json.writeString(text);
            return;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int special = special(utf8, 0);
        byte[] bytes = utf8;
        int length = utf8.length;
        if (special < length) {
            bytes = new byte[length + length / 8];
            length = 0;
            int from = 0;
            for (; special < utf8.length; special = special(utf8, from)) {
                bytes = withRoom(bytes, length + special - from + JsonEscapes.LONGEST);
                System.arraycopy(utf8, from, bytes, length, special - from);
                length = JsonEscapes.put((char) utf8[special], bytes, length + special - from);
                from = special + 1;
            }
            bytes = withRoom(bytes, length + utf8.length - from);
            System.arraycopy(utf8, from, bytes, length, utf8.length - from);
            length += utf8.length - from;
        }
        json.writeRawUTF8String(bytes, 0, length);
    }

    private static byte[] withRoom(byte[] bytes, int length) {
        return length <= bytes.length ? bytes : Arrays.copyOf(bytes, 2 * length);
    }

    /** Index of the first byte from here on that JSON escapes, or the length. */
    private static int special(byte[] bytes, int from) {
        int i = from;
        for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
            long eight = (long) LONGS.get(bytes, i);
            // one comparison for all below a space and for the quote, whose place the space takes when that bit is
            // flipped
            long found = ((eight ^ ONES * 2) - ONES * 33 | (eight ^ ONES * '\\') - ONES) & ~eight & HIGH_BITS;
            if (found != 0) {
                // what is found first is found truly, only after it a carry may have found too much
                return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (i < bytes.length && (bytes[i] < 0 || bytes[i] >= ' ') && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i;
    }
}

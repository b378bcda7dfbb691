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

/**
 * Writes prompts and answers faster than Jackson alone: the JDK encodes them as UTF-8, and the bytes are searched eight at a time
 * for the few that JSON escapes. Surrogate pairs become UTF-8 too, where Jackson would escape each half. An unpaired surrogate,
 * which neither requests nor answers can have at this point, becomes a question mark.
 */
final class TextSerializer extends StdScalarSerializer<String> {
    private static final long serialVersionUID = 1;

    /** Shorter texts are not worth it. */
    private static final int LONG = 64;

    /**
     * Characters that are written at a time. The buffers stay small, and a piece without characters beyond Latin-1 is encoded
     * fast, even if another part of the text makes Java store two bytes a character.
     */
    private static final int SLICE = 256;

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
        RawText slice = new RawText(2 + JsonEscapes.LONGEST * Math.min(text.length(), SLICE));
        slice.put('"');
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + SLICE);
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            escape(text.substring(from, to).getBytes(StandardCharsets.UTF_8), slice);
            if (to == text.length()) {
                slice.put('"');
            }
            if (from == 0) {
                json.writeRawValue(slice);
            } else {
                json.writeRaw(slice);
            }
            slice.clear();
            from = to;
        }
    }

    private static void escape(byte[] utf8, RawText slice) {
        int from = 0;
        for (int special = special(utf8, 0); special < utf8.length; special = special(utf8, from)) {
            slice.put(utf8, from, special);
            slice.putEscape((char) utf8[special]);
            from = special + 1;
        }
        slice.put(utf8, from, utf8.length);
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
                // the first match is exact; only matches after it may come from a carry
                return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (i < bytes.length && (bytes[i] < 0 || bytes[i] >= ' ') && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i;
    }
}

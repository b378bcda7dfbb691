package io.openaitriton.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.UTF8JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes prompts and answers faster than Jackson alone: the JDK encodes them as UTF-8, and the bytes are searched eight at a time
 * for the few that JSON escapes. Surrogate pairs become UTF-8 too, where Jackson would escape each half. An unpaired surrogate,
 * which neither requests nor answers can have at this point, becomes a question mark.
 *
 * <p>A text is written in one piece, so that an output that grows reaches its size in one step.
 */
final class TextSerializer extends StdScalarSerializer<String> {
    private static final long serialVersionUID = 1;

    /** Shorter texts are not worth it. */
    private static final int LONG = 64;

    /**
     * Characters that are encoded at a time. A piece without characters beyond Latin-1 is encoded
     * fast, even if another part of the text makes Java store two bytes a character.
     */
    private static final int SLICE = 256;

    TextSerializer() {
        super(String.class);
    }

    @Override
    public void serialize(String text, JsonGenerator json, SerializerProvider provider) throws IOException {
        if (text.length() < LONG || !(json instanceof UTF8JsonGenerator)) {
            json.writeString(text);
            return;
        }
        Escaped escaped = new Escaped(text.length() + text.length() / 16);
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + SLICE);
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            escaped.add(text.substring(from, to).getBytes(StandardCharsets.UTF_8));
            from = to;
        }
        json.writeRawUTF8String(escaped.bytes, 0, escaped.length);
    }

    /** The inside of a JSON string. */
    private static final class Escaped {
        private byte[] bytes;
        private int length;

        Escaped(int capacity) {
            bytes = new byte[capacity];
        }

        void add(byte[] utf8) {
            int from = 0;
            int special = JsonText.special(utf8, 0, utf8.length);
            while (special < utf8.length) {
                room(special - from + JsonEscapes.LONGEST);
                put(utf8, from, special);
                length = JsonEscapes.put((char) utf8[special], bytes, length);
                from = special + 1;
                special = JsonText.special(utf8, from, utf8.length);
            }
            room(utf8.length - from);
            put(utf8, from, utf8.length);
        }

        private void put(byte[] utf8, int from, int to) {
            System.arraycopy(utf8, from, bytes, length, to - from);
            length += to - from;
        }

        private void room(int more) {
            if (length + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length + bytes.length / 2));
            }
        }
    }
}

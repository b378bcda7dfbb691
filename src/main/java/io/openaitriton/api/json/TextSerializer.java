package io.openaitriton.api.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.UTF8JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes prompts and answers faster than Jackson alone: the JDK encodes them as UTF-8, and the bytes are searched eight at a time
 * for the few that JSON escapes. Surrogate pairs become UTF-8 too, where Jackson would escape each half. An unpaired surrogate,
 * which neither requests nor answers can have at this point, becomes a question mark.
 *
 * <p>A text is written in one piece, so that an output that grows reaches its size in one step.
 */
public final class TextSerializer extends StdScalarSerializer<String> {
    private static final long serialVersionUID = 1;

    /** Shorter texts are not worth it. */
    private static final int LONG = 64;

    /** Characters that are encoded at a time. */
    private static final int PAGE = 2048;

    public TextSerializer() {
        super(String.class);
    }

    @Override
    public void serialize(String text, JsonGenerator json, SerializerProvider provider) throws IOException {
        if (text.length() < LONG || !(json instanceof UTF8JsonGenerator)) {
            json.writeString(text);
            return;
        }
        Escaped escaped = new Escaped(text.length());
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + PAGE);
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            escaped.add(text, from, to);
            from = to;
        }
        json.writeRawUTF8String(escaped.bytes, 0, escaped.length);
    }

    /**
     * The inside of a JSON string. If a text has one character beyond Latin-1, Java stores two bytes for each of its characters, and the JDK encodes it
     * one character at a time. The JDK copies runs of Latin-1 many characters at a time, so this class encodes the text in such runs.
     */
    private static final class Escaped {
        private final CharsetEncoder latin1 = StandardCharsets.ISO_8859_1.newEncoder();
        private final CharBuffer page;
        private final ByteBuffer run;
        private byte[] bytes;
        private int length;

        Escaped(int characters) {
            page = CharBuffer.allocate(Math.min(PAGE, characters));
            run = ByteBuffer.allocate(page.capacity());
            bytes = new byte[characters + characters / 16 + JsonEscapes.LONGEST * page.capacity() + Long.BYTES];
        }

        void add(String text, int from, int to) {
            room(JsonEscapes.LONGEST * (to - from) + Long.BYTES);
            text.getChars(from, to, page.array(), 0);
            page.limit(to - from).position(0);
            latin1.reset();
            while (true) {
                run.clear();
                boolean whole = latin1.encode(page, run, true).isUnderflow();
                length = JsonText.escape(run.array(), run.position(), bytes, length);
                if (whole) {
                    return;
                }
                addWide();
            }
        }

        /** Adds the characters beyond Latin-1 that begin the rest of the page. */
        private void addWide() {
            char[] characters = page.array();
            int at = page.position();
            while (at < page.limit() && characters[at] > 0xff) {
                char c = characters[at++];
                if (Character.isHighSurrogate(c) && at < page.limit() && Character.isLowSurrogate(characters[at])) {
                    length = Utf8.put(Character.toCodePoint(c, characters[at++]), bytes, length);
                } else {
                    length = Utf8.put(Character.isSurrogate(c) ? '?' : c, bytes, length);
                }
            }
            page.position(at);
        }

        private void room(int more) {
            if (length + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length + bytes.length / 2));
            }
        }
    }
}

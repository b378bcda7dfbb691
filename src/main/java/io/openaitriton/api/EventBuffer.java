package io.openaitriton.api;

import io.openaitriton.text.JsonEscapes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The server-sent events of a stream, as bytes, until its reader takes them. An event is written between {@link #begin} and {@link
 * #end}; one that fails before its end is dropped.
 */
public final class EventBuffer {
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] NONE = {};
    private static final int USUAL = 512;

    /** None after the reader has taken the events: thousands of streams wait for their next one. */
    private byte[] bytes = NONE;

    private int length;
    private int whole;

    /** Begins an event. */
    public void begin() {
        length = whole;
    }

    /** Ends an event. */
    public void end() {
        whole = length;
    }

    /** A whole event. */
    public void add(byte[] event) {
        begin();
        put(event);
        end();
    }

    /** The whole events since the last call; null if there are none. */
    public byte[] take() {
        if (whole == 0) {
            return null;
        }
        byte[] events = Arrays.copyOf(bytes, whole);
        bytes = NONE;
        length = 0;
        whole = 0;
        return events;
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
     * A value as JSON; it may be null.
     *
     * @return the JSON, for {@link #put}
     */
    public byte[] putJson(Object value) {
        if (value == null) {
            put(NULL);
            return NULL;
        }
        byte[] json = OpenAiJson.bytes(value);
        put(json);
        return json;
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
            bytes = Arrays.copyOf(bytes, Math.max(length + count, Math.max(USUAL, bytes.length * 2)));
        }
    }
}

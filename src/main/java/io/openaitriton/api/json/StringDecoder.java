package io.openaitriton.api.json;

import io.openaitriton.text.JsonEscapes;
import io.openaitriton.text.JsonText;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Decodes JSON strings (RFC 8259, section 7) in UTF-8, eight bytes at a time. The JDK decodes a text that has one character beyond Latin-1 byte by
 * byte. This class decodes Latin-1 to bytes, and remembers where the other characters belong.
 */
final class StringDecoder {
    private static final int SCRATCH = 4096;
    private static final int WIDE = 64;
    private static final int UNICODE_ESCAPE = 6;

    /** Bytes that are copied at a time. */
    private static final int BLOCK = 1024;

    /** Bytes of the scratch that a step may write beyond a block: eight, and a surrogate pair. */
    private static final int STEP = Long.BYTES + 2;

    private byte[] json;
    private int end;

    /** The text so far, a byte for each UTF-16 unit; the bytes of wide units mean nothing. */
    private byte[] scratch = new byte[0];

    private int length;

    /** Units beyond Latin-1, and their indexes in the text. */
    private char[] wide = {};

    private int[] wideAt = {};
    private int wides;

    private CharsetDecoder latin1;
    private String text;

    /**
     * Decodes the string whose first character is at {@code from}, the index after its opening quote.
     *
     * @return the index of the closing quote, or -1 if the string has no end here, or is not valid JSON or UTF-8
     */
    int decode(byte[] json, int from, int end) {
        int at = JsonText.specialOrHigh(json, from, end);
        if (at < end && json[at] == '"') {
            text = new String(json, from, at - from, StandardCharsets.ISO_8859_1);
            return at;
        }
        this.json = json;
        this.end = end;
        length = 0;
        wides = 0;
        room(at - from);
        System.arraycopy(json, from, scratch, 0, at - from);
        length = at - from;
        int quote = rest(at);
        text = quote < 0 ? null : text();
        return quote;
    }

    /** The string that was decoded last. */
    String decoded() {
        return text;
    }

    private int rest(int from) {
        int at = from;
        while (at < end) {
            room(BLOCK + STEP);
            int stop = Math.min(end, at + BLOCK);
            int plain = JsonText.copyPlain(json, at, stop, scratch, length);
            length += plain;
            at += plain;
            if (at == stop) {
                continue;
            }
            byte next = json[at];
            if (next == '"') {
                return at;
            }
            int taken = next == '\\' ? escape(at + 1) : next < 0 ? sequence(at) : -1;
            if (taken < 0) {
                return -1;
            }
            at += taken;
        }
        return -1;
    }

    /** Decodes the escape with this letter. Returns its length in bytes, or -1 if there is no such escape. */
    private int escape(int letter) {
        if (letter >= end || json[letter] < 0) {
            return -1;
        }
        byte plain = JsonEscapes.character(json[letter]);
        if (plain != 0) {
            scratch[length++] = plain;
            return 2;
        }
        return json[letter] == 'u' ? unicode(letter + 1) : -1;
    }

    private int unicode(int digits) {
        int unit = unit(digits);
        if (unit < 0 || Character.isLowSurrogate((char) unit)) {
            return -1;
        }
        if (!Character.isHighSurrogate((char) unit)) {
            add((char) unit);
            return UNICODE_ESCAPE;
        }
        int next = digits + 4;
        boolean pair = next + 1 < end && json[next] == '\\' && json[next + 1] == 'u';
        int low = pair ? unit(next + 2) : -1;
        if (low < 0 || !Character.isLowSurrogate((char) low)) {
            return -1;
        }
        add((char) unit);
        add((char) low);
        return 2 * UNICODE_ESCAPE;
    }

    private int unit(int digits) {
        if (digits + 4 > end) {
            return -1;
        }
        int unit = 0;
        for (int i = digits; i < digits + 4; i++) {
            int digit = json[i] < 0 ? -1 : Character.digit(json[i], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    /** Decodes a character of two to four bytes (RFC 3629, section 4). Returns its length, or -1 if there is none. */
    private int sequence(int at) {
        int first = json[at] & 0xff;
        if (first < 0xc2 || first > 0xf4) {
            return -1;
        }
        int bytes = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (at + bytes > end) {
            return -1;
        }
        int c = first & 0xff >> bytes + 1;
        for (int i = at + 1; i < at + bytes; i++) {
            if ((json[i] & 0xc0) != 0x80) {
                return -1;
            }
            c = c << 6 | json[i] & 0x3f;
        }
        if (bytes == 4) {
            if (c < Character.MIN_SUPPLEMENTARY_CODE_POINT || c > Character.MAX_CODE_POINT) {
                return -1;
            }
            add(Character.highSurrogate(c));
            add(Character.lowSurrogate(c));
        } else {
            if (bytes == 3 && (c < 0x800 || Character.isSurrogate((char) c))) {
                return -1;
            }
            add((char) c);
        }
        return bytes;
    }

    private void add(char unit) {
        if (unit > 0xff) {
            if (wides == wide.length) {
                wide = Arrays.copyOf(wide, 2 * wides + WIDE);
                wideAt = Arrays.copyOf(wideAt, 2 * wides + WIDE);
            }
            wide[wides] = unit;
            wideAt[wides++] = length;
        }
        scratch[length++] = (byte) unit;
    }

    private String text() {
        if (wides == 0) {
            return new String(scratch, 0, length, StandardCharsets.ISO_8859_1);
        }
        if (latin1 == null) {
            latin1 = StandardCharsets.ISO_8859_1.newDecoder();
        }
        char[] units = new char[length];
        latin1.reset().decode(ByteBuffer.wrap(scratch, 0, length), CharBuffer.wrap(units), true);
        for (int i = 0; i < wides; i++) {
            units[wideAt[i]] = wide[i];
        }
        return new String(units);
    }

    private void room(int more) {
        if (length + more > scratch.length) {
            scratch = Arrays.copyOf(scratch, Math.max(Math.max(SCRATCH, 2 * scratch.length), length + more));
        }
    }
}

package io.openaitriton.text;

import java.util.Arrays;

/** JSON of a text that is JSON itself. */
final class QuotedJson {
    /** Escapes that Python's {@code json.dumps} writes, by their letters. */
    private static final boolean[] WRITTEN = new boolean[128];

    static {
        for (char letter : "\"\\nrtfb".toCharArray()) {
            WRITTEN[letter] = true;
        }
    }

    /** Bytes that an escape grows to. */
    private static final int LONGEST = 4;

    private static final int LEAST = 64;

    private QuotedJson() {}

    /**
     * The inside of a JSON string whose text is another JSON string.
     *
     * @param json has the inside of that other string, from one index to another
     * @return null if it has escapes that Python does not write
     */
    static byte[] of(byte[] json, int from, int to) {
        // escapes grow: room for some more, each time
        int more = (to - from) / 8 + LEAST;
        byte[] quoted = new byte[room(to - from) + more];
        int length = putQuote(quoted, 0);
        for (int at = from; at < to; ) {
            if (quoted.length - length < room(to - at)) {
                quoted = Arrays.copyOf(quoted, length + room(to - at) + more);
            }
            int plain = JsonText.copyToBackslash(json, at, to, quoted, length);
            at += plain;
            length += plain;
            if (at < to) {
                byte letter = json[at + 1];
                if (letter < 0 || !WRITTEN[letter]) {
                    return null;
                }
                quoted[length++] = '\\';
                quoted[length++] = '\\';
                if (letter == '"' || letter == '\\') {
                    quoted[length++] = '\\';
                }
                quoted[length++] = letter;
                at += 2;
            }
        }
        return Arrays.copyOf(quoted, putQuote(quoted, length));
    }

    /** Bytes for so many without an escape, an escape, both quotes, and what the copying may write beyond its end. */
    private static int room(int bytes) {
        return bytes + LONGEST + 4 + Long.BYTES;
    }

    private static int putQuote(byte[] quoted, int at) {
        quoted[at] = '\\';
        quoted[at + 1] = '"';
        return at + 2;
    }
}

package io.openaitriton.triton;

import java.nio.charset.StandardCharsets;

/** The inside of a JSON string without its escapes, byte by byte. */
final class Unescape {
    private final byte[] json;
    private final int to;
    private int at;

    // never longer than with the escapes
    private final byte[] utf8;
    private int length;

    private Unescape(byte[] json, int from, int to) {
        this.json = json;
        this.to = to;
        this.at = from;
        this.utf8 = new byte[to - from];
    }

    /**
     * The text, in which bytes that are no UTF-8 are U+FFFD; null when there is an escape that JSON has not, or half of a surrogate
     * pair, which UTF-8 has not.
     *
     * @param first where the first escape is
     */
    static String text(byte[] json, int from, int first, int to) {
        Unescape escaped = new Unescape(json, from, to);
        escaped.copy(first);
        while (escaped.at < to) {
            if (!escaped.escape()) {
                return null;
            }
            int next = escaped.at;
            while (next < to && json[next] != '\\') {
                next++;
            }
            escaped.copy(next);
        }
        return new String(escaped.utf8, 0, escaped.length, StandardCharsets.UTF_8);
    }

    private void copy(int end) {
        System.arraycopy(json, at, utf8, length, end - at);
        length += end - at;
        at = end;
    }

    private boolean escape() {
        byte letter = json[at + 1];
        at += 2;
        switch (letter) {
            case '"', '\\', '/' -> put(letter);
            case 'b' -> put('\b');
            case 'f' -> put('\f');
            case 'n' -> put('\n');
            case 'r' -> put('\r');
            case 't' -> put('\t');
            case 'u' -> {
                return character();
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean character() {
        int unit = unit();
        if (unit < 0) {
            return false;
        }
        if (unit < 0x80) {
            put(unit);
        } else if (unit < 0x800) {
            put(0xc0 | unit >> 6);
            put(0x80 | unit & 0x3f);
        } else if (!Character.isSurrogate((char) unit)) {
            put(0xe0 | unit >> 12);
            put(0x80 | unit >> 6 & 0x3f);
            put(0x80 | unit & 0x3f);
        } else {
            return pair((char) unit);
        }
        return true;
    }

    private boolean pair(char high) {
        if (at + 2 > to || json[at] != '\\' || json[at + 1] != 'u') {
            return false;
        }
        at += 2;
        int low = unit();
        if (low < 0 || !Character.isSurrogatePair(high, (char) low)) {
            return false;
        }
        int codePoint = Character.toCodePoint(high, (char) low);
        put(0xf0 | codePoint >> 18);
        put(0x80 | codePoint >> 12 & 0x3f);
        put(0x80 | codePoint >> 6 & 0x3f);
        put(0x80 | codePoint & 0x3f);
        return true;
    }

    /** The number of four hexadecimal digits, or less than 0. */
    private int unit() {
        if (at + 4 > to) {
            return -1;
        }
        int unit = 0;
        for (int end = at + 4; at < end; at++) {
            int digit = json[at] < 0 ? -1 : Character.digit(json[at], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    private void put(int b) {
        utf8[length++] = (byte) b;
    }
}

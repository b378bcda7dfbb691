package io.openaitriton.api;

import java.nio.charset.StandardCharsets;

/** Escapes of characters that a JSON string cannot have as they are (RFC 8259, section 7), as Jackson writes them. */
public final class JsonEscapes {
    /** Bytes of the longest, as {@code \\u001F}. */
    public static final int LONGEST = 6;

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private JsonEscapes() {}

    /**
     * Writes the escape of a control character, a quote, a backslash or an unpaired surrogate.
     *
     * @return the index after it
     */
    public static int put(char c, byte[] to, int at) {
        int end = at;
        to[end++] = '\\';
        switch (c) {
            case '"', '\\' -> to[end++] = (byte) c;
            case '\b' -> to[end++] = 'b';
            case '\t' -> to[end++] = 't';
            case '\n' -> to[end++] = 'n';
            case '\f' -> to[end++] = 'f';
            case '\r' -> to[end++] = 'r';
            default -> {
                to[end++] = 'u';
                for (int shift = 12; shift >= 0; shift -= 4) {
                    to[end++] = HEX[c >> shift & 0xf];
                }
            }
        }
        return end;
    }
}

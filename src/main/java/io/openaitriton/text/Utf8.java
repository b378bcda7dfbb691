package io.openaitriton.text;

/** Encodes characters as UTF-8 (RFC 3629, section 3). */
final class Utf8 {
    private Utf8() {}

    /**
     * Writes a code point. The target must have room for four bytes.
     *
     * @return the index after it
     */
    public static int put(int c, byte[] to, int at) {
        int end = at;
        if (c < 0x80) {
            to[end++] = (byte) c;
            return end;
        }
        if (c < 0x800) {
            to[end++] = (byte) (0xc0 | c >> 6);
        } else {
            if (c < 0x10000) {
                to[end++] = (byte) (0xe0 | c >> 12);
            } else {
                to[end++] = (byte) (0xf0 | c >> 18);
                to[end++] = (byte) (0x80 | c >> 12 & 0x3f);
            }
            to[end++] = (byte) (0x80 | c >> 6 & 0x3f);
        }
        to[end++] = (byte) (0x80 | c & 0x3f);
        return end;
    }
}

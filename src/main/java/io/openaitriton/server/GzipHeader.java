package io.openaitriton.server;

/** The header of a gzip member (RFC 1952, 2.3), whose length depends on its optional fields. */
final class GzipHeader {
    static final int INCOMPLETE = -1;
    static final int INVALID = -2;

    private static final int FIXED = 10;
    private static final int DEFLATE = 8;

    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private GzipHeader() {}

    /** Its length in bytes; {@link #INCOMPLETE} if more bytes are needed, {@link #INVALID} if it is not such a header. */
    static int length(byte[] bytes) {
        if (!isAt(bytes, 0, 0x1f) || !isAt(bytes, 1, 0x8b) || !isAt(bytes, 2, DEFLATE)) {
            return INVALID;
        }
        if (bytes.length < FIXED) {
            return INCOMPLETE;
        }
        int flags = bytes[3];
        if ((flags & RESERVED) != 0) {
            return INVALID;
        }
        int end = FIXED;
        if ((flags & EXTRA) != 0) {
            if (bytes.length < end + 2) {
                return INCOMPLETE;
            }
            end += 2 + (bytes[end] & 0xff | (bytes[end + 1] & 0xff) << 8);
        }
        if ((flags & NAME) != 0) {
            end = afterZero(bytes, end);
        }
        if ((flags & COMMENT) != 0) {
            end = afterZero(bytes, end);
        }
        if ((flags & HEADER_CRC) != 0) {
            end += 2;
        }
        return end > bytes.length ? INCOMPLETE : end;
    }

    /** Also true for bytes that have not arrived yet. */
    private static boolean isAt(byte[] bytes, int at, int value) {
        return at >= bytes.length || (bytes[at] & 0xff) == value;
    }

    private static int afterZero(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != 0) {
            at++;
        }
        return at + 1;
    }
}

package io.openaitriton.server;

import io.openaitriton.generation.ApiException;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes a compressed body as it arrives: {@code gzip} (RFC 1952) or {@code deflate}, which is the zlib format (RFC 9110,
 * 8.4.1.2; RFC
 * 1950). A body must have this format to its last byte: incomplete bodies, trailing data and second members are refused.
 *
 * <p>The JDK's GZIPInputStream reads from a stream, ignores trailing data, and accepts a second member.
 */
final class BodyDecoder {
    interface Sink {
        void accept(byte[] bytes, int length);
    }

    private enum State {
        HEADER,
        DATA,
        TRAILER,
        END
    }

    /** Longest header of a gzip file; its file name and comment have no other limit. */
    private static final int MAX_HEADER = 4096;

    private static final int TRAILER_LENGTH = 8;
    /** Up to this size, any ratio is accepted: it costs little. */
    private static final long FREE_BYTES = 1 << 20;
    /** JSON text is compressed to a tenth or so, zeros to a thousandth. */
    private static final long MAX_RATIO = 200;

    private final boolean gzip;
    private final long maxBytes;
    private final Inflater inflater;
    private final CRC32 crc = new CRC32();
    private final byte[] out = new byte[8192];
    private State state;
    /** The header or trailer so far. */
    private byte[] kept = new byte[0];

    private long in;
    private long decoded;

    /**
     * @param gzip else deflate
     * @param maxBytes longest body, both as it comes and decoded
     */
    BodyDecoder(boolean gzip, long maxBytes) {
        this.gzip = gzip;
        this.maxBytes = maxBytes;
        this.inflater = new Inflater(gzip);
        this.state = gzip ? State.HEADER : State.DATA;
    }

    /**
     * Decodes the next bytes.
     *
     * @param sink gets the decoded bytes, in an array that is reused
     * @throws ApiException 400 if they are invalid, 413 if the body is too large
     */
    void push(byte[] bytes, Sink sink) {
        in += bytes.length;
        if (in > maxBytes) {
            throw tooLarge("more than " + maxBytes + " bytes");
        }
        byte[] rest = bytes;
        if (state == State.HEADER) {
            rest = afterHeader(rest);
        }
        if (state == State.DATA) {
            rest = afterData(rest, sink);
        }
        if (state == State.TRAILER) {
            rest = afterTrailer(rest);
        }
        if (state == State.END && rest.length > 0) {
            throw broken("has data after its end");
        }
    }

    /**
     * The body has ended. An absent body counts as empty.
     *
     * @throws ApiException 400 if it is incomplete
     */
    void end() {
        inflater.end();
        if (state != State.END && in > 0) {
            throw broken("is incomplete");
        }
    }

    private byte[] afterHeader(byte[] bytes) {
        keep(bytes);
        int length = GzipHeader.length(kept);
        if (length == GzipHeader.INVALID) {
            throw broken("has a wrong header");
        }
        if (length == GzipHeader.INCOMPLETE) {
            if (kept.length > MAX_HEADER) {
                throw broken("has a header that is too long");
            }
            return new byte[0];
        }
        byte[] rest = Arrays.copyOfRange(kept, length, kept.length);
        kept = new byte[0];
        state = State.DATA;
        return rest;
    }

    private byte[] afterData(byte[] bytes, Sink sink) {
        inflater.setInput(bytes);
        try {
            while (!inflater.finished()) {
                int count = inflater.inflate(out);
                if (count > 0) {
                    count(count);
                    sink.accept(out, count);
                } else if (inflater.needsDictionary()) {
                    throw broken("needs a dictionary");
                } else if (!inflater.finished() && inflater.needsInput()) {
                    return new byte[0];
                }
            }
        } catch (DataFormatException e) {
            throw broken("cannot be decoded");
        }
        state = gzip ? State.TRAILER : State.END;
        return Arrays.copyOfRange(bytes, bytes.length - inflater.getRemaining(), bytes.length);
    }

    private void count(int count) {
        decoded += count;
        if (decoded > maxBytes) {
            throw tooLarge("more than " + maxBytes + " bytes when decoded");
        }
        if (decoded > FREE_BYTES && decoded > in * MAX_RATIO) {
            throw tooLarge("more than " + MAX_RATIO + " times as large when decoded");
        }
        if (gzip) {
            crc.update(out, 0, count);
        }
    }

    private byte[] afterTrailer(byte[] bytes) {
        keep(bytes);
        if (kept.length < TRAILER_LENGTH) {
            return new byte[0];
        }
        if (number(0) != crc.getValue() || number(4) != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw broken("has a wrong checksum or length at its end");
        }
        state = State.END;
        return Arrays.copyOfRange(kept, TRAILER_LENGTH, kept.length);
    }

    private void keep(byte[] bytes) {
        int before = kept.length;
        kept = Arrays.copyOf(kept, before + bytes.length);
        System.arraycopy(bytes, 0, kept, before, bytes.length);
    }

    private long number(int at) {
        return kept[at] & 0xffL
                | (kept[at + 1] & 0xffL) << 8
                | (kept[at + 2] & 0xffL) << 16
                | (kept[at + 3] & 0xffL) << 24;
    }

    private ApiException broken(String how) {
        inflater.end();
        String message = "The request body " + how + ": it must be one complete "
                + (gzip ? "gzip member (RFC 1952)" : "zlib stream (RFC 1950)") + ", as 'Content-Encoding' says.";
        return ApiException.of(400, "invalid_request_error", null, "invalid_content_encoding", message, null);
    }

    private ApiException tooLarge(String how) {
        inflater.end();
        String message = "The request body is too large: " + how + ".";
        return ApiException.of(413, "invalid_request_error", null, "request_too_large", message, null);
    }
}

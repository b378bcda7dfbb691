package io.openaitriton.answer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/**
 * A streamed answer as the bytes of its server-sent events. Each read returns what is available, and waits if nothing is.
 *
 * <p>A failure after the first event is read as an error event, and the read after it throws, so that the connection to the
 * client breaks: some clients do not see the event, but all see a broken connection. One thread reads it.
 */
final class EventStream extends InputStream implements StreamedAnswer {
    private static final byte[] NONE = {};

    private final Pieces<byte[]> pieces;
    private byte[] piece = NONE;
    private int position;

    EventStream(Pieces<byte[]> pieces) {
        this.pieces = pieces;
    }

    @Override
    public Pieces<byte[]> pieces() {
        return pieces;
    }

    /** True if there is something to read, false at the end. */
    private boolean await() throws IOException {
        while (position == piece.length) {
            byte[] next = pieces.next();
            if (next == null) {
                return false;
            }
            piece = next;
            position = 0;
        }
        return true;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!await()) {
            return -1;
        }
        int count = Math.min(length, piece.length - position);
        System.arraycopy(piece, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Writes each piece with one call: a heartbeat comment may be written between two calls. */
    @Override
    public long transferTo(OutputStream target) throws IOException {
        long count = 0;
        while (await()) {
            target.write(piece, position, piece.length - position);
            count += piece.length - position;
            // not held until the next piece
            piece = NONE;
            position = 0;
        }
        return count;
    }

    @Override
    public int available() {
        return piece.length - position;
    }

    @Override
    public void close() {
        pieces.close();
    }
}

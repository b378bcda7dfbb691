package io.openaitriton.call;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** A stream of bytes that come in pieces, each with whole events. One thread reads it. */
abstract class PieceStream extends InputStream {
    private byte[] piece = new byte[0];
    private int position;

    /**
     * Waits for more, and gives it to {@link #ready}.
     *
     * @return false at the end
     * @throws IOException when the stream broke off, and all before that has been read
     */
    abstract boolean fill() throws IOException;

    /** A stream that is no longer the body when the exchange completes is closed: nobody will read it. */
    public void handOver(Exchange exchange) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                Object body = done.getMessage().getBody();
                boolean read = body == PieceStream.this
                        || body instanceof ChunkIterator<?> chunks && chunks.reads(PieceStream.this);
                if (!read) {
                    close();
                }
            }
        });
        // a cache would read it to its end before anything leaves
        exchange.getExchangeExtension().setStreamCacheDisabled(true);
    }

    @Override
    public abstract void close();

    /** The next piece to read, when the one before has been read. It may be empty. */
    final void ready(byte[] next) {
        piece = next;
        position = 0;
    }

    /** True with something to read, false at the end. */
    private boolean await() throws IOException {
        while (position == piece.length) {
            if (!fill()) {
                return false;
            }
        }
        return true;
    }

    /** What is left of a piece, or the next one; null at the end. */
    final byte[] next() throws IOException {
        if (!await()) {
            return null;
        }
        byte[] rest = position == 0 ? piece : Arrays.copyOfRange(piece, position, piece.length);
        position = piece.length;
        return rest;
    }

    @Override
    public final int read(byte[] target, int offset, int length) throws IOException {
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
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Writes each piece with one call: between two writes a client that waits may get a comment. */
    @Override
    public final long transferTo(OutputStream target) throws IOException {
        long count = 0;
        while (await()) {
            target.write(piece, position, piece.length - position);
            count += piece.length - position;
            position = piece.length;
        }
        return count;
    }

    @Override
    public final int available() {
        return piece.length - position;
    }
}

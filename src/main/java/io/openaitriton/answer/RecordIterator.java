package io.openaitriton.answer;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;

/** A streamed answer as the records of its chunks, one by one as they arrive. If the stream fails, {@link #hasNext} throws. */
final class RecordIterator implements Iterator<Object>, Closeable, StreamedAnswer {
    private final Pieces<List<Object>> pieces;
    private final Queue<Object> records = new ArrayDeque<>();
    private boolean ended;

    RecordIterator(Pieces<List<Object>> pieces) {
        this.pieces = pieces;
    }

    @Override
    public Pieces<List<Object>> pieces() {
        return pieces;
    }

    @Override
    public boolean hasNext() {
        try {
            while (records.isEmpty() && !ended) {
                List<Object> next = pieces.next();
                ended = next == null;
                if (!ended) {
                    records.addAll(next);
                }
            }
        } catch (IOException e) {
            ended = true;
            throw new UncheckedIOException(e);
        }
        return !records.isEmpty();
    }

    @Override
    public Object next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return records.remove();
    }

    @Override
    public void close() {
        ended = true;
        records.clear();
        pieces.close();
    }
}

package io.openaitriton.call;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.openaitriton.openai.OpenAiJson;
import io.openaitriton.triton.EventReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;

/** The chunks of a stream, one by one as they come. A stream that breaks off makes {@link #hasNext} throw. */
public final class ChunkIterator<T> implements Iterator<T>, Closeable {
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ERROR = "{\"error\"".getBytes(StandardCharsets.US_ASCII);

    private final InputStream stream;
    private final ObjectReader reader;
    private final EventReader events = new EventReader(Integer.MAX_VALUE, this::event);
    private final Queue<T> chunks = new ArrayDeque<>();
    private final byte[] buffer = new byte[8192];
    private boolean ended;

    public ChunkIterator(InputStream stream, Class<T> type) {
        this.stream = stream;
        // "object" is no component of the records
        this.reader = OpenAiJson.mapper().readerFor(type).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /** True when this is what reads a stream. */
    boolean reads(InputStream other) {
        return stream == other;
    }

    @Override
    public boolean hasNext() {
        try {
            while (chunks.isEmpty() && !ended) {
                int count = stream.read(buffer);
                ended = count < 0;
                events.push(buffer, 0, Math.max(count, 0));
            }
        } catch (IOException e) {
            ended = true;
            throw new UncheckedIOException(e);
        }
        return !chunks.isEmpty();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return chunks.remove();
    }

    @Override
    public void close() {
        ended = true;
        chunks.clear();
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void event(byte[] bytes, int offset, int length) {
        // after an error event the stream itself throws
        if (starts(DONE, bytes, offset, length) || starts(ERROR, bytes, offset, length)) {
            return;
        }
        try {
            chunks.add(reader.readValue(bytes, offset, length));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean starts(byte[] start, byte[] bytes, int offset, int length) {
        return length >= start.length && Arrays.equals(start, 0, start.length, bytes, offset, offset + start.length);
    }
}

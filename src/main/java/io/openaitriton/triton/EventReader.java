package io.openaitriton.triton;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Splits the bytes of {@code generate_stream} into events, independent of network packets.
 *
 * <p>Push-style and free of threads: it takes bytes as they arrive, and passes on the data of each event after its blank line. It
 * reads server-sent events as the HTML standard defines them (LF, CRLF or CR line ends, comments, several
 * data lines) although Triton writes only {@code data: <json>\n\n}, because proxies may be in between.
 */
public final class EventReader {
    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);

    /** Gets the data of each event. */
    @FunctionalInterface
    public interface Listener {
        /** The bytes belong to the reader and must be read before this returns. They may be invalid UTF-8: Triton does not check text. */
        void event(byte[] bytes, int offset, int length);
    }

    private final int maxEventBytes;
    private final Listener events;

    // the data of the event so far, from dataStart to lineStart, then the line so far
    private byte[] buffer = new byte[512];
    private int dataStart = -1;
    private int lineStart;
    private int end;
    private boolean skipLineFeed;

    /**
     * @param maxEventBytes longest line, and most data of an event
     * @param events gets the data of each event
     */
    public EventReader(int maxEventBytes, Listener events) {
        this.maxEventBytes = maxEventBytes;
        this.events = events;
    }

    /** Passes events on as text, with U+FFFD for invalid UTF-8. */
    public EventReader(int maxEventBytes, Consumer<String> events) {
        this(
                maxEventBytes,
                (bytes, offset, length) -> events.accept(new String(bytes, offset, length, StandardCharsets.UTF_8)));
    }

    /**
     * Takes the next bytes.
     *
     * @throws TritonException if an event is too long
     */
    public void push(byte[] bytes, int offset, int count) {
        int from = offset;
        int to = offset + count;
        for (int i = offset; i < to; i++) {
            byte b = bytes[i];
            if (b != '\n' && b != '\r') {
                skipLineFeed = false;
                continue;
            }
            if (b == '\n' && skipLineFeed) {
                skipLineFeed = false;
            } else {
                keep(bytes, from, i - from);
                endOfLine();
                skipLineFeed = b == '\r';
            }
            from = i + 1;
        }
        keep(bytes, from, to - from);
    }

    /**
     * Ends the stream. An event without its blank line is passed on if it is complete JSON, because some servers leave out the
     * last line end.
     */
    public void end() {
        if (end > lineStart) {
            endOfLine();
        }
        dispatch();
    }

    private void keep(byte[] bytes, int from, int count) {
        if (count <= 0) {
            return;
        }
        if (end - lineStart + count > maxEventBytes) {
            throw tooLong();
        }
        if (end + count > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(end + count, buffer.length * 2));
        }
        System.arraycopy(bytes, from, buffer, end, count);
        end += count;
    }

    private void endOfLine() {
        if (end == lineStart) {
            dispatch();
            return;
        }
        if (isData()) {
            int from = Math.min(lineStart + DATA.length + 1, end);
            append(from < end && buffer[from] == ' ' ? from + 1 : from);
        } else {
            end = lineStart;
        }
    }

    private boolean isData() {
        int colon = lineStart + DATA.length;
        return end >= colon
                && Arrays.equals(buffer, lineStart, colon, DATA, 0, DATA.length)
                && (end == colon || buffer[colon] == ':');
    }

    /** Makes the line's value, from here to the end, part of the data. */
    private void append(int from) {
        if (dataStart < 0) {
            dataStart = from;
        } else if (lineStart - dataStart + end - from > maxEventBytes) {
            throw tooLong();
        } else {
            // over the name of the field, which is longer than this one byte
            buffer[lineStart] = '\n';
            System.arraycopy(buffer, from, buffer, lineStart + 1, end - from);
            end = lineStart + 1 + end - from;
        }
        lineStart = end;
    }

    private void dispatch() {
        int from = dataStart;
        int to = lineStart;
        dataStart = -1;
        lineStart = 0;
        end = 0;
        if (from >= 0) {
            events.event(buffer, from, to - from);
        }
    }

    private TritonException tooLong() {
        return new TritonException(
                TritonException.Kind.BAD_ANSWER, "an event is longer than " + maxEventBytes + " bytes");
    }
}

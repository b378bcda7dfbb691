package io.openaitriton.triton;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts the bytes of {@code generate_stream} into events, wherever the network cut them.
 *
 * <p>Push-style and free of threads: give it bytes as they come, it hands on the data of each event when its blank line
 * has arrived. It reads server-sent events as the HTML standard defines them (LF, CRLF or CR line ends, comments, several
 * data lines) although Triton writes only {@code data: <json>\n\n}, because proxies may stand between. Bytes that are no
 * UTF-8, which Triton passes through, become U+FFFD.
 */
public final class EventReader {
    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);

    private final int maxEventBytes;
    private final Consumer<String> events;

    private byte[] line = new byte[512];
    private int length;
    private boolean skipLineFeed;
    private StringBuilder data;

    /**
     * @param maxEventBytes longest line, and most data of an event, that is taken
     * @param events gets the data of each event
     */
    public EventReader(int maxEventBytes, Consumer<String> events) {
        this.maxEventBytes = maxEventBytes;
        this.events = events;
    }

    /**
     * Takes the next bytes.
     *
     * @throws TritonException when an event is longer than allowed
     */
    public void push(byte[] bytes, int offset, int count) {
        int from = offset;
        int end = offset + count;
        for (int i = offset; i < end; i++) {
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
        keep(bytes, from, end - from);
    }

    /**
     * Ends the stream. An event whose blank line never came is handed on when it is whole JSON, as some servers leave
     * the last line end out.
     */
    public void end() {
        if (length > 0) {
            endOfLine();
        }
        dispatch();
    }

    private void keep(byte[] bytes, int from, int count) {
        if (count <= 0) {
            return;
        }
        if (length + count > maxEventBytes) {
            throw tooLong();
        }
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(length + count, line.length * 2));
        }
        System.arraycopy(bytes, from, line, length, count);
        length += count;
    }

    private void endOfLine() {
        if (length == 0) {
            dispatch();
            return;
        }
        if (isData()) {
            int from = DATA.length;
            if (from < length) {
                from++;
            }
            if (from < length && line[from] == ' ') {
                from++;
            }
            append(new String(line, from, length - from, StandardCharsets.UTF_8));
        }
        length = 0;
    }

    private boolean isData() {
        return length >= DATA.length
                && Arrays.equals(line, 0, DATA.length, DATA, 0, DATA.length)
                && (length == DATA.length || line[DATA.length] == ':');
    }

    private void append(String value) {
        if (data == null) {
            data = new StringBuilder(value);
        } else if (data.length() + value.length() > maxEventBytes) {
            throw tooLong();
        } else {
            data.append('\n').append(value);
        }
    }

    private void dispatch() {
        if (data != null) {
            String event = data.toString();
            data = null;
            events.accept(event);
        }
    }

    private TritonException tooLong() {
        return new TritonException(
                TritonException.Kind.BAD_ANSWER, "an event is longer than " + maxEventBytes + " bytes");
    }
}

package io.openaitriton.batch;

import io.openaitriton.api.batches.BatchError;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The lines of a batch's file one by one as they are read. Blank lines are ignored. */
final class InputLines implements Iterator<InputLines.Line>, AutoCloseable {
    private static final int MAX_BYTES = 10 * 1024 * 1024;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    /**
     * A line: its request, or the mistake in it.
     *
     * @param error null when there is none
     */
    record Line(BatchLine request, BatchError error) {}

    private final InputStream in;
    private final String idPrefix;
    private final String endpoint;
    private int number;
    private byte[] text;
    private boolean tooLong;

    /** @param idPrefix of the ids of lines, before their numbers */
    InputLines(Path file, String idPrefix, String endpoint) throws IOException {
        this.in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        this.idPrefix = idPrefix;
        this.endpoint = endpoint;
    }

    @Override
    public boolean hasNext() {
        try {
            while (text == null && read()) {
                if (!tooLong && isBlank(text)) {
                    text = null;
                }
            }
            return text != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Line next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        byte[] line = text;
        text = null;
        try {
            if (tooLong) {
                throw new LineParser.Mistake("line_too_long", null, "The line has more than " + MAX_BYTES + " bytes.");
            }
            return new Line(LineParser.parse(number, line, endpoint, idPrefix + number), null);
        } catch (LineParser.Mistake e) {
            return new Line(null, e.in(number));
        }
    }

    /** Reads the next line without its line end, or only the beginning of a line that is too long; false at the end of the file. */
    private boolean read() throws IOException {
        int b = in.read();
        if (b < 0) {
            return false;
        }
        tooLong = false;
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (line.size() < MAX_BYTES) {
                line.write(b);
            } else {
                tooLong = true;
            }
        }
        number++;
        text = line.toByteArray();
        if (number == 1 && Arrays.mismatch(text, BYTE_ORDER_MARK) == BYTE_ORDER_MARK.length) {
            text = Arrays.copyOfRange(text, BYTE_ORDER_MARK.length, text.length);
        }
        return true;
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

package io.openaitriton.examples.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads lines that end with a newline, or with the file, and of one that is too long its beginning only. */
final class LineReader {
    private final InputStream in;
    private final int maxBytes;
    private boolean tooLong;

    /** @param in buffered */
    LineReader(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /** The next line without its end; null when there is none. */
    byte[] next() throws IOException {
        int b = in.read();
        if (b < 0) {
            return null;
        }
        tooLong = false;
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (line.size() < maxBytes) {
                line.write(b);
            } else {
                tooLong = true;
            }
        }
        return line.toByteArray();
    }

    /** True when the last line was longer than the limit. */
    boolean isTooLong() {
        return tooLong;
    }
}

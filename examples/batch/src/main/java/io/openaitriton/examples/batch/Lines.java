package io.openaitriton.examples.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;

/** The lines of a file that are not done yet, one by one as they are read. */
final class Lines implements Iterator<BatchLine> {
    private final LineReader reader;
    private final LineParser parser;
    private final LongPredicate done;
    private final BooleanSupplier stopping;

    private long number;
    private BatchLine next;
    private boolean ended;

    /**
     * @param done whether the line of a number needs no more work
     * @param stopping whether to give no more lines, though there are some
     */
    Lines(LineReader reader, String fingerprint, LongPredicate done, BooleanSupplier stopping) {
        this.reader = reader;
        this.parser = new LineParser(fingerprint);
        this.done = done;
        this.stopping = stopping;
    }

    /** True when all lines were given. */
    boolean ended() {
        return ended;
    }

    @Override
    public boolean hasNext() {
        while (next == null && !ended && !stopping.getAsBoolean()) {
            try {
                byte[] text = reader.next();
                ended = text == null;
                if (!ended) {
                    number++;
                    // also one that is done: no other line may have its custom_id
                    BatchLine line = parser.parse(number, text, reader.isTooLong());
                    next = done.test(number) ? null : line;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return next != null;
    }

    @Override
    public BatchLine next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        BatchLine line = next;
        next = null;
        return line;
    }
}

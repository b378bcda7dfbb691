package io.openaitriton.examples.batch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The work on one batch file. */
public final class BatchJob {
    private static final Logger LOG = LoggerFactory.getLogger(BatchJob.class);
    /** Between two lines of the log that say how far the work is. */
    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final String name;
    private final ResultFiles results;
    private final InputStream input;
    private final Lines lines;
    private final long total;
    private long told = System.nanoTime();

    private BatchJob(String name, long total, ResultFiles results, InputStream input, Lines lines) {
        this.name = name;
        this.total = total;
        this.results = results;
        this.input = input;
        this.lines = lines;
    }

    /**
     * Opens a file, with the results that an earlier process may have left.
     *
     * @param stopping whether no more lines shall be begun
     */
    static BatchJob open(Path file, Path output, int maxLineBytes, BooleanSupplier stopping) throws IOException {
        long[] total = new long[1];
        String fingerprint = fingerprint(file, total);
        // another file of this name has other results
        String name = file.getFileName().toString().replaceFirst("[.]jsonl$", "") + "." + fingerprint;
        ResultFiles results = ResultFiles.open(output, name, fingerprint);
        try {
            InputStream input = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
            LineReader reader = new LineReader(input, maxLineBytes);
            LOG.info(
                    "{}: {}, {} of {} lines done",
                    name,
                    results.isEmpty() ? "begun" : "resumed",
                    results.count(),
                    total[0]);
            return new BatchJob(name, total[0], results, input, new Lines(reader, fingerprint, results::has, stopping));
        } catch (IOException | RuntimeException e) {
            results.close();
            throw e;
        }
    }

    /** Name of the file without its ending, and a fingerprint of its content. */
    public String getName() {
        return name;
    }

    /** The lines that are to be worked on, read as they are asked for. */
    public Iterator<BatchLine> getLines() {
        return lines;
    }

    void write(BatchLine line, int status, byte[] answer) {
        try {
            results.write(line, status, answer);
            if (System.nanoTime() - told > TELL_NANOS) {
                told = System.nanoTime();
                LOG.info("{}: {} of {} lines done", name, results.count(), total);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void finish() throws IOException {
        if (!lines.ended()) {
            throw new IllegalStateException(name + " is not finished; it is resumed at the next start");
        }
        results.force();
        LOG.info("{}: finished", name);
    }

    void close() {
        try (input) {
            results.close();
        } catch (IOException e) {
            LOG.warn("{} did not close", name, e);
        }
    }

    /** @param lines gets the number of the file's lines */
    private static String fingerprint(Path file, long[] lines) throws IOException {
        try (DigestInputStream content =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            byte[] buffer = new byte[1 << 16];
            byte last = '\n';
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    last = buffer[i];
                    lines[0] += last == '\n' ? 1 : 0;
                }
            }
            lines[0] += last == '\n' ? 0 : 1;
            return HexFormat.of().formatHex(content.getMessageDigest().digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

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
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The work on one batch file. */
public final class BatchJob {
    private static final Logger LOG = LoggerFactory.getLogger(BatchJob.class);

    private final String name;
    private final ResultFiles results;
    private final InputStream input;
    private final Lines lines;

    private BatchJob(String name, ResultFiles results, InputStream input, Lines lines) {
        this.name = name;
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
        String fingerprint = fingerprint(file);
        // another file of this name has other results
        String name = file.getFileName().toString().replaceFirst("[.]jsonl$", "") + "." + fingerprint;
        ResultFiles results = ResultFiles.open(output, name, fingerprint);
        try {
            InputStream input = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
            LineReader reader = new LineReader(input, maxLineBytes);
            LOG.info("{}: {}", name, results.isEmpty() ? "begun" : "resumed");
            return new BatchJob(name, results, input, new Lines(reader, fingerprint, results::has, stopping));
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

    private static String fingerprint(Path file) throws IOException {
        try (DigestInputStream content =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            byte[] buffer = new byte[1 << 16];
            while (content.read(buffer) >= 0) {
                // only digested
            }
            return HexFormat.of().formatHex(content.getMessageDigest().digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

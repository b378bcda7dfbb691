package io.openaitriton.examples.batch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;

/** A file of results that grows line by line. A line is in it as a whole, or when it is opened again not at all. */
final class AppendedFile {
    private static final int PREFIX = 64;

    private final FileChannel channel;

    private AppendedFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Opens a file, cuts off the torn line with which it may end, and finds the lines that it has results of.
     *
     * @param id what every line starts with, up to the number of the line that it is the result of
     * @param found gets these numbers
     * @throws IOException when another process works on it, or it cannot be read
     */
    static AppendedFile open(Path path, String id, BitSet found) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean ok = false;
        try {
            lock(channel, path);
            channel.truncate(endOfLastLine(channel));
            channel.position(0);
            // not closed: that would close the file
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
            LineReader lines = new LineReader(in, PREFIX);
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                found.set(number(path, id, line));
            }
            channel.position(channel.size());
            ok = true;
            return new AppendedFile(channel);
        } finally {
            if (!ok) {
                channel.close();
            }
        }
    }

    /** Adds a line in one piece. */
    void append(byte[] line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(line, line.length + 1));
        bytes.put(line.length, (byte) '\n');
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    void force() throws IOException {
        channel.force(true);
    }

    void close() throws IOException {
        channel.close();
    }

    private static void lock(FileChannel channel, Path path) throws IOException {
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // held by this process, told below
        }
        if (lock == null) {
            throw new IOException("Another process works on " + path);
        }
    }

    private static long endOfLastLine(FileChannel channel) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(8192);
        for (long end = channel.size(); end > 0; end -= block.capacity()) {
            long start = Math.max(0, end - block.capacity());
            block.clear().limit((int) (end - start));
            while (block.hasRemaining() && channel.read(block, start + block.position()) >= 0) {
                // until it is full
            }
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return start + i + 1;
                }
            }
        }
        return 0;
    }

    private static int number(Path path, String id, byte[] line) throws IOException {
        String text = new String(line, StandardCharsets.UTF_8);
        int end = text.indexOf('"', id.length());
        if (!text.startsWith(id) || end < 0) {
            throw new IOException(path + " holds a line that is no result of its batch: " + text);
        }
        return Integer.parseInt(text.substring(id.length(), end));
    }
}

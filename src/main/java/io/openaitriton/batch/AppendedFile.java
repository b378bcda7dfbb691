package io.openaitriton.batch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;

/** A file of outcomes that grows line by line. After a crash, each line is complete or, once the file is opened again, absent. */
final class AppendedFile implements AutoCloseable {
    private final FileChannel channel;
    private int lines;

    private AppendedFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Opens a file, cuts off an incomplete line at its end, and finds the lines whose outcomes it has.
     *
     * @param prefix the beginning of every line, up to the number of its input line
     * @param found gets these numbers
     * @throws IOException when it cannot be read
     */
    static AppendedFile open(Path path, String prefix, BitSet found) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        AppendedFile file = new AppendedFile(channel);
        boolean ok = false;
        try {
            channel.truncate(endOfLastLine(channel));
            channel.position(0);
            file.find(path, prefix, found);
            channel.position(channel.size());
            ok = true;
            return file;
        } finally {
            if (!ok) {
                channel.close();
            }
        }
    }

    private void find(Path path, String prefix, BitSet found) throws IOException {
        // not closed: that would close the file
        InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
        byte[] head = new byte[prefix.length() + 11];
        int length = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                found.set(number(path, prefix, new String(head, 0, length, StandardCharsets.UTF_8)));
                lines++;
                length = 0;
            } else if (length < head.length) {
                head[length++] = (byte) b;
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
        lines++;
    }

    /** How many there are. */
    int lines() {
        return lines;
    }

    void force() throws IOException {
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
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

    private static int number(Path path, String prefix, String line) throws IOException {
        int end = line.indexOf('"', prefix.length());
        if (!line.startsWith(prefix) || end < 0) {
            throw new IOException(path + " has a line that is not an outcome of its batch: " + line);
        }
        return Integer.parseInt(line.substring(prefix.length(), end));
    }
}

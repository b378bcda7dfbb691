package io.openaitriton.batch;

import io.openaitriton.generation.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder in which files and batches are stored:
 *
 * <pre>
 * files/ID.jsonl        content of a file
 * files/ID.json         what the file is; a file without it is not there
 * batches/ID/           a batch: batch.json (its state), input.jsonl, cancel (to be cancelled), lock (who works on it)
 * open/ID               the batch is not finished
 * uploads/              files that are arriving
 * </pre>
 *
 * <p>Several gateways may use the same folder, if its file system has atomic renames and locks.
 */
public final class BatchFolder {
    private final Path files;
    private final Path batches;
    private final Path open;
    private final Path uploads;

    private BatchFolder(Path root) {
        files = root.resolve("files");
        batches = root.resolve("batches");
        open = root.resolve("open");
        uploads = uploads(root);
    }

    /**
     * Opens a folder, and creates it if it does not exist.
     *
     * @throws IllegalArgumentException when it cannot be written to
     */
    public static BatchFolder open(Path root) {
        BatchFolder folder = new BatchFolder(root.toAbsolutePath());
        try {
            for (Path part : List.of(folder.files, folder.batches, folder.open, folder.uploads)) {
                Files.createDirectories(part);
            }
            Files.delete(Files.createTempFile(folder.uploads, "check", null));
            return folder;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "'openai.batch-folder' must be a folder that the gateway can write to, but is '" + root + "': " + e,
                    e);
        }
    }

    /** Where files arrive before they are stored in a folder: on the same file system, so that they can be moved. */
    public static Path uploads(Path root) {
        return root.toAbsolutePath().resolve("uploads");
    }

    /** The error for a client if no folder is set. */
    public static ApiException off() {
        return ApiException.of(
                404,
                "invalid_request_error",
                null,
                "batches_off",
                "Files and batches are turned off. Ask the gateway's operator to set 'openai.batch-folder'.",
                null);
    }

    Path files() {
        return files;
    }

    Path batches() {
        return batches;
    }

    /** Has a file for each batch that is not finished. */
    Path open() {
        return open;
    }

    /** Sorted names of the entries of a folder with this beginning and ending, without the ending. */
    static List<String> names(Path folder, String prefix, String ending) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.startsWith(prefix) && name.endsWith(ending))
                    .map(name -> name.substring(0, name.length() - ending.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Content of a file; null when there is none. */
    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes a whole file atomically: a reader, also after a crash, finds the old content or the new.
     *
     * @param durable whether it must be on the disk on return
     */
    static void replace(Path file, byte[] content, boolean durable) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (durable) {
                channel.force(true);
            }
        }
        move(next, file, durable);
    }

    /** Moves a file or folder within this folder. */
    static void move(Path from, Path to, boolean durable) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (durable) {
            force(to.getParent());
        }
    }

    /** Returns when a file, or what a folder lists, is on the disk. */
    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}

package io.openaitriton.batch;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.openaitriton.api.ListPage;
import io.openaitriton.api.OpenAiJson;
import io.openaitriton.api.files.FileDeleted;
import io.openaitriton.api.files.FileObject;
import io.openaitriton.generation.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;

/** The files of a folder. Each belongs to the key that created it; to other keys it does not exist. */
public final class StoredFiles {
    private static final int MAX_NAME = 255;

    private final Path folder;
    private final Clock clock;

    /**
     * What is known of a file.
     *
     * @param owner name of the key that created it; null if no key was needed
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Entry(String owner, FileObject file) {}

    public StoredFiles(BatchFolder folder, Clock clock) {
        this.folder = folder.files();
        this.clock = clock;
    }

    /**
     * Stores an uploaded file by moving it.
     *
     * @param name that its client gave it, or null
     */
    public FileObject add(Path arrived, String name, String owner) {
        String id = newId();
        try {
            BatchFolder.force(arrived);
            take(arrived, content(id));
            return publish(id, plain(name, id), FileObject.BATCH, owner);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void take(Path arrived, Path content) throws IOException {
        try {
            BatchFolder.move(arrived, content, true);
        } catch (AtomicMoveNotSupportedException e) {
            // a host's HTTP server may have it on another file system
            Files.copy(arrived, content);
            BatchFolder.force(content);
            Files.delete(arrived);
        }
    }

    /** An id for a new file. */
    String newId() {
        return StoredIds.next(StoredIds.FILE, clock.millis());
    }

    /** Publishes the content at {@link #content} as a file; a second call with the same id changes nothing. */
    FileObject publish(String id, String name, String purpose, String owner) throws IOException {
        FileObject file = new FileObject(id, Files.size(content(id)), clock.millis() / 1000, name, purpose);
        BatchFolder.replace(description(id), OpenAiJson.mapper().writeValueAsBytes(new Entry(owner, file)), true);
        return file;
    }

    /**
     * What a file is.
     *
     * @throws ApiException 404 when there is none, or it belongs to another key
     */
    public FileObject get(String id, String owner) {
        FileObject file = find(id, owner);
        if (file == null) {
            throw unknown("id", id);
        }
        return file;
    }

    /** The same, or null if there is none. */
    FileObject find(String id, String owner) {
        byte[] json = StoredIds.isFile(id) ? BatchFolder.read(description(id)) : null;
        if (json == null) {
            return null;
        }
        try {
            Entry entry = OpenAiJson.mapper().readValue(json, Entry.class);
            return Objects.equals(entry.owner(), owner) ? entry.file() : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ApiException unknown(String param, String id) {
        return ApiException.of(404, "invalid_request_error", param, null, "No such File object: " + id + ".", null);
    }

    /** Where the content of a file is. The file must be there. */
    public Path content(String id) {
        return folder.resolve(id + ".jsonl");
    }

    /** @param purpose of the files that are listed; null for all */
    public ListPage<FileObject> list(ListQuery query, String purpose, String owner) {
        return query.page(BatchFolder.names(folder, StoredIds.FILE, ".json"), id -> {
            FileObject file = find(id, owner);
            return file == null || purpose == null || purpose.equals(file.purpose()) ? file : null;
        });
    }

    /** @throws ApiException 404 when there is none, or it belongs to another key */
    public FileDeleted delete(String id, String owner) {
        get(id, owner);
        try {
            // from here on it does not exist
            Files.deleteIfExists(description(id));
            Files.deleteIfExists(content(id));
            return new FileDeleted(id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the content of a file that was not published; null does nothing. */
    void dropEmpty(String id) throws IOException {
        if (id != null) {
            Files.deleteIfExists(content(id));
        }
    }

    private Path description(String id) {
        return folder.resolve(id + ".json");
    }

    /** A name for display: without folders and control characters, and shortened. */
    private static String plain(String name, String id) {
        String plain = name == null
                ? ""
                : name.replaceFirst("(?s)^.*[/\\\\]", "")
                        .replaceAll("\\p{Cntrl}", "")
                        .strip();
        return plain.isEmpty() ? id + ".jsonl" : plain.substring(0, Math.min(plain.length(), MAX_NAME));
    }
}
